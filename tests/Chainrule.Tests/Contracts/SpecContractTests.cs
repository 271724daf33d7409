using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chainrule.Tests.Oracles;

namespace Chainrule.Tests.Contracts;

/// <summary>What every description promises: how it prints, and that JSON keeps all of it.</summary>
public partial class SpecContractTests
{
    public static TheoryData<string> Names => [.. Subjects.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void It_prints_as_code_that_names_its_main_parameter(string name)
    {
        foreach (Spec spec in Variants(name))
        {
            string printed = spec.ToString();
            Assert.StartsWith(spec.GetType().Name + "(", printed, StringComparison.Ordinal);
            Assert.Matches(Code, printed);
            ParameterInfo? main = spec.GetType().GetConstructors().Single().GetParameters().FirstOrDefault();
            if (main is null) continue;
            object value = spec.GetType().GetProperty(main.Name!)!.GetValue(spec)!;
            foreach (object part in value is IEnumerable parts ? parts : (object[])[value])
                Assert.Contains(Convert.ToString(part, CultureInfo.InvariantCulture)!, printed, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_setting_that_is_changed_shows(string name)
    {
        Spec spec = Subjects.All[name];
        foreach (PropertyInfo property in Subjects.Settings(spec))
        {
            Spec changed = Subjects.Changed(spec, property);
            Assert.NotEqual(spec, changed);
            Assert.NotEqual(spec.ToString(), changed.ToString());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_it_prints_reads_back_to_the_same(string name)
    {
        Spec example = Subjects.All[name];
        foreach (Spec spec in Variants(name).Concat(Subjects.Settings(example).Select(property => Subjects.Changed(example, property))))
        {
            Spec again = Subjects.Parse(Subjects.KindOf(spec), spec.ToString());
            Assert.Equal(spec, again);
            foreach (PropertyInfo property in Subjects.Settings(spec)) Assert.Equal(Value(property, spec), Value(property, again));
            Assert.Equal(spec.ToString(), again.ToString());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void It_prints_alike_under_any_culture(string name)
    {
        // As German has it, and with a sign that no culture has.
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" };
        foreach (Spec spec in Variants(name))
        {
            string expected = spec.ToString();
            CultureInfo before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                Assert.Equal(expected, spec.ToString());
                Assert.Same(culture, CultureInfo.CurrentCulture);
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void JSON_keeps_every_setting(string name)
    {
        foreach (Spec spec in Variants(name))
        {
            Type kind = Subjects.KindOf(spec);
            string json = JsonSerializer.Serialize(spec, kind, OracleData.Options);
            Spec again = (Spec)JsonSerializer.Deserialize(json, kind, OracleData.Options)!;
            Assert.Equal(spec.GetType(), again.GetType());
            foreach (PropertyInfo property in Subjects.Settings(spec)) Assert.Equal(Value(property, spec), Value(property, again));
            Assert.Equal(json, JsonSerializer.Serialize(again, kind, OracleData.Options));
        }
    }

    /// <summary>The value of a setting as text, since lists are equal only to themselves.</summary>
    private static string Value(PropertyInfo property, Spec spec) =>
        JsonSerializer.Serialize(property.GetValue(spec), property.PropertyType, OracleData.Options);

    /// <summary>The example, and the same with every setting changed.</summary>
    private static Spec[] Variants(string name) => [Subjects.All[name], Subjects.Changed(Subjects.All[name])];

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*\(.*\)$")]
    private static partial Regex Code { get; }
}
