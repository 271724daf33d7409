using Chainrule.Bench.Kernels;

return args switch
{
    ["kernels", .. string[] rest] => KernelBenchmarks.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Chainrule.Bench kernels [--quick] [FILTER…]   kernels and layers one by one, by BenchmarkDotNet
        Chainrule.Bench peers   [--quick] [ROW…]      the same work here, in NumPy and in PyTorch, as one table
        """);
    return 2;
}
