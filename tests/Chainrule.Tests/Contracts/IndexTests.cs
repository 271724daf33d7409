using System.Reflection;
using System.Text.RegularExpressions;
using Chainrule.Inspection;
using Chainrule.Layers;

namespace Chainrule.Tests.Contracts;

/// <summary>Nothing escapes the contracts: whatever the assembly defines is in the index of its kind, and gives an example of
/// itself.</summary>
public partial class IndexTests
{
    public static TheoryData<Type> Kinds => [.. Subjects.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_description_in_the_assembly_has_its_line_in_the_index(Type kind)
    {
        Type[] defined = [.. typeof(Layer).Assembly.GetTypes().Where(type => kind.IsAssignableFrom(type) && !type.IsAbstract)];
        Assert.NotEmpty(defined);
        Assert.Equal(defined.OrderBy(type => type.Name), Subjects.Index(kind).Select(line => line.DerivedType).OrderBy(type => type.Name));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_line_of_the_index_gives_an_example(Type kind) => Assert.Equal(
        Subjects.Index(kind).Select(line => line.DerivedType).OrderBy(type => type.Name),
        Subjects.All.Values.Where(kind.IsInstanceOfType).Select(spec => spec.GetType()).Distinct().OrderBy(type => type.Name));

    [Theory, MemberData(nameof(Kinds))]
    public void Names_in_recipes_are_unlike_each_other_and_in_snake_case(Type kind)
    {
        string[] names = [.. Subjects.Index(kind).Select(line => (string)line.TypeDiscriminator!)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(SnakeCase, name));
    }

    [Fact]
    public void Examples_hold_to_the_bounds_they_declare() => Assert.All(Subjects.All.Values, spec => spec.Validate());

    [Fact]
    public void Every_setting_that_a_recipe_can_make_is_described() => Assert.All(Subjects.All.Values, spec => Assert.All(
        Subjects.Settings(spec), property => Assert.NotNull(property.GetCustomAttribute<System.ComponentModel.DescriptionAttribute>())));

    [Fact]
    public void Every_example_that_a_layer_names_is_listed() => Assert.Equal(
        Subjects.Index(typeof(Layer))
            .Sum(line => line.DerivedType.GetCustomAttributes<ExampleAttribute>().Count() is > 0 and int named ? named : 2),
        Examples.Layers.Count);

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase { get; }
}
