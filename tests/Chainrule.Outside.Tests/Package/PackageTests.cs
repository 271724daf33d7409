namespace Chainrule.Outside.Tests.Package;

/// <summary>Programs that use the packages as NuGet hands them out.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string root = Chainrule.Tests.Repository.Root;

    private static readonly string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly Place place = new();

    [Fact]
    public void Programs_in_C_sharp_need_no_usings_and_those_in_other_languages_are_left_alone()
    {
        foreach (string name in (string[])["Chainrule", "Chainrule.Lab", "Chainrule.Onnx"])
            place.Run("pack", Path.Combine(root, "src", name), "-c", configuration, "--no-build", "-o", place["feed"]);
        WriteFeed();
        string flowers = File.ReadAllText(Path.Combine(root, "tests", "Flowers", "Program.cs"));
        Project("plain.csproj", "<ImplicitUsings>enable</ImplicitUsings>", "Program.cs", flowers, "Chainrule");
        Project("bare.csproj", "<ImplicitUsings>disable</ImplicitUsings>", "Program.cs", """
            Model<float> model = new(Network.Build<float>([2], [new Linear(1)]), new MeanSquaredError(), Generators.Plane<float>());
            model.SaveOnnx("plane.onnx");
            System.Console.WriteLine($"{model} {new CsvData("table.csv").Path}");
            """, "Chainrule.Lab", "Chainrule.Onnx");
        Project("off.csproj", "<ImplicitUsings>enable</ImplicitUsings><ChainruleGlobalUsings>false</ChainruleGlobalUsings>", "Program.cs",
            """
            System.Console.WriteLine(Chainrule.Data.Digits.Load<float>().Count);

            // These names are free.
            internal sealed record Dataset;
            """, "Chainrule");
        Project("functional.fsproj", "", "Program.fs", "printfn \"%d\" (Chainrule.Data.Digits.Load<float32>().Count)\n", "Chainrule");
        Project("basic.vbproj", "", "Program.vb", """
            Module Program
                Sub Main()
                    System.Console.WriteLine(Chainrule.Data.Digits.Load(Of Single)().Count)
                End Sub
            End Module
            """, "Chainrule");
        place.Write("all.slnx", """
            <Solution>
              <Project Path="plain/plain.csproj" />
              <Project Path="bare/bare.csproj" />
              <Project Path="off/off.csproj" />
              <Project Path="functional/functional.fsproj" />
              <Project Path="basic/basic.vbproj" />
            </Solution>
            """);
        place.Run("build", place["all.slnx"], "--nologo", "-v", "quiet");

        place.Run(Built("plain"), place.WriteFlowers(), place["flowers.safetensors"]);
        Assert.Matches(@"^marsh, \d\d\.\d %\s*$", place.Run(Built("plain"), place["flowers.safetensors"]));
        Assert.Equal("Model of 2 features → Linear(1) → 1 value; 3 parameters, Single table.csv", place.Run(Built("bare")).Trim());
        Assert.True(File.Exists(place["plane.onnx"]));
        foreach (string program in (string[])["off", "functional", "basic"])
            Assert.Equal("1797", place.Run(Built(program)).Trim());
        Assert.Contains("Chainrule.Layers", Usings("plain"), StringComparison.Ordinal);
        Assert.Contains("Chainrule.Lab.Recipes", Usings("bare"), StringComparison.Ordinal);
        Assert.DoesNotContain("Chainrule.", Usings("off"), StringComparison.Ordinal);

        // What a program is compiled ahead of time for, unless it says so itself.
        Assert.Equal("x86-64-v3", InstructionSet("linux-x64"));
        Assert.Equal("x86-64-v3", InstructionSet("win-x64"));
        Assert.Equal("armv8-a", InstructionSet("linux-arm64"));
        Assert.Equal("", InstructionSet("osx-arm64"));
        Assert.Equal("x86-64-v4", InstructionSet("linux-x64", "-p:IlcInstructionSet=x86-64-v4"));
    }

    public void Dispose() => place.Dispose();

    private string Usings(string project) => place.Run("msbuild", place[$"{project}/{project}.csproj"], "-getItem:Using");

    private string InstructionSet(string platform, params string[] properties) =>
        place.Run(["msbuild", place["plain/plain.csproj"], "-t:ChainruleInstructionSet", "-p:PublishAot=true",
            $"-p:RuntimeIdentifier={platform}", "-getProperty:IlcInstructionSet", .. properties]).Trim();

    private string Built(string program) => place[$"{program}/bin/Debug/net10.0/{program}.dll"];

    /// <summary>A project in a folder of its name.</summary>
    private void Project(string file, string properties, string source, string program, params string[] packages)
    {
        string folder = Path.GetFileNameWithoutExtension(file);
        string references = string.Concat(packages.Select(package => $"<PackageReference Include=\"{package}\" Version=\"0.1.0\" />"));
        string compile = source.EndsWith(".fs", StringComparison.Ordinal) ? $"<Compile Include=\"{source}\" />" : "";
        place.Write($"{folder}/{source}", program);
        place.Write($"{folder}/{file}", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>{references}{compile}</ItemGroup>
            </Project>
            """);
    }

    /// <summary>The packages come from this build alone, and those that they need from what is on this machine.</summary>
    private void WriteFeed()
    {
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        place.Write("NuGet.config", $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><clear /><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
    }
}
