using System.Reflection;
using System.Xml.Linq;

namespace Chainrule.Outside.Tests.Package;

/// <summary>The namespaces that the packages add to a program.</summary>
public sealed class GlobalUsingsTests
{
    private static readonly Assembly[] assemblies = [typeof(Spec).Assembly, typeof(Recipe).Assembly, typeof(OnnxFile).Assembly];

    /// <summary>What a program knows anyway.</summary>
    private static readonly string[] implicitUsings = ["System", "System.IO", "System.Linq", "System.Collections.Generic",
        "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] usings = [.. assemblies.Select(assembly => assembly.GetName().Name!)
        .SelectMany(name => XDocument.Load(
            Path.Combine(Chainrule.Tests.Repository.Root, "src", name, "buildTransitive", $"{name}.props")).Descendants("Using"))
        .Select(element => element.Attribute("Include")!.Value)];

    [Fact]
    public void Every_namespace_is_there() => Assert.Empty(usings.Except(Types(assemblies).Select(type => type.Namespace!)));

    [Fact]
    public void No_name_means_two_things()
    {
        Type[] known = [.. Types(assemblies).Where(type => usings.Contains(type.Namespace)),
            .. Types(Platform()).Where(type => implicitUsings.Contains(type.Namespace))];
        Assert.True(known.Length > 500);
        Assert.Empty(known.GroupBy(type => type.Name).Where(group => group.Select(type => type.Namespace).Distinct().Count() > 1)
            .Select(group => string.Join(" and ", group.Select(type => type.FullName))));
    }

    private static IEnumerable<Type> Types(IEnumerable<Assembly> from) =>
        from.SelectMany(assembly => assembly.ExportedTypes).Where(type => !type.IsNested);

    /// <summary>The assemblies that hold the namespaces of the platform.</summary>
    private static Assembly[] Platform() =>
        [.. ((Type[])[typeof(object), typeof(Enumerable), typeof(HashSet<int>), typeof(HttpClient), typeof(Parallel), typeof(File),
            typeof(Stack<int>), typeof(Barrier)]).Select(type => type.Assembly).Distinct()];
}
