using System.Globalization;
using Chainrule.Bench.Builds;
using Chainrule.Bench.Kernels;
using Chainrule.Bench.Peers;

return args switch
{
    ["kernels", .. string[] rest] => KernelBenchmarks.Run(rest),
    ["peers", .. string[] rest] => PeersCommand.Run(rest),
    ["builds", .. string[] rest] => BuildsCommand.Run(rest),
    [TurnsCommand.Name, string row, string threads, string share] =>
        TurnsCommand.Run(row, int.Parse(threads, CultureInfo.InvariantCulture), double.Parse(share, CultureInfo.InvariantCulture)),
    [Beginning.Command] => Beginning.RunChild(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"""
        Chainrule.Bench kernels [--quick] [FILTER…]
            Kernels and layers one by one, by BenchmarkDotNet. A filter is a part of a benchmark's full name.

        Chainrule.Bench peers [--quick] [--python INTERPRETER] [--blas FOLDER] [--out FILE] [ROW…]
            The same work here, in NumPy and in PyTorch, as one table. Rows: {string.Join(", ", Settings.RowKeys)}.
            A complete run writes bench/results/<processor>.md.

        Chainrule.Bench builds FOLDER [--quick] [ROW…]
            This build and that of another version in FOLDER, or Chainrule.Turns compiled ahead of time, in turns.
            Rows: {string.Join(", ", TurnsCommand.Rows)}, start.
        """);
    return 2;
}
