using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Figures;
using Chainrule.Layers;

namespace Chainrule.Lab.Tests.Recipes;

/// <summary>What the lab describes prints as the library's descriptions do, and reads back with the metadata of recipes.</summary>
public class PrintedFormTests
{
    /// <summary>The metadata of recipes and studies, lists of kinds included.</summary>
    private static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        IgnoreReadOnlyProperties = true,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(RecipeJson.Default, StudyJson.Default),
        Converters = { new ScalingConverter() },
    };

    public static TheoryData<Type, Type> Kinds
    {
        get
        {
            TheoryData<Type, Type> kinds = [];
            foreach (Type family in (Type[])[typeof(DataSource), typeof(Figure), typeof(Claim)])
                foreach (JsonDerivedTypeAttribute line in family.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false))
                    kinds.Add(family, line.DerivedType);
            return kinds;
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_reads_back_whatever_is_set(Type family, Type kind)
    {
        PropertyInfo[] settings = [.. kind.GetProperties().Where(property => property.CanWrite)];
        Spec plain = Made(kind, []);
        Check(plain);
        Check(Made(kind, settings));
        foreach (PropertyInfo setting in settings)
        {
            Spec changed = Made(kind, [setting]);
            Check(changed);
            if (!IsGiven(kind, setting)) Assert.NotEqual(plain.ToString(), changed.ToString());
        }

        void Check(Spec spec)
        {
            string printed = spec.ToString();
            Spec again = family == typeof(DataSource) ? Read<DataSource>(printed)
                : family == typeof(Figure) ? Read<Figure>(printed) : Read<Claim>(printed);
            Assert.Equal(printed, again.ToString());
            foreach (PropertyInfo setting in settings) Assert.Equivalent(setting.GetValue(spec), setting.GetValue(again), strict: true);
        }
    }

    [Theory]
    [InlineData("xor")]
    [InlineData("digits-cnn")]
    [InlineData("flowers")]
    [InlineData("lenet5")]
    public void A_whole_recipe_reads_back(string name)
    {
        Recipe recipe = RecipeReader.Read(Path.Combine(Samples.Folder, $"{name}.yaml")).Recipe;
        Recipe again = Read<Recipe>(recipe.ToString());
        Assert.Equal(recipe.ToString(), again.ToString());
        Assert.Equal(recipe.Model, again.Model);
        Assert.Equal(recipe.Training, again.Training);
    }

    [Fact]
    public void Texts_are_in_quotes_and_columns_too()
    {
        CsvData data = new("a \"b\".csv") { Target = new Column("it's"), Task = LearningTask.Regression, Validation = 0.25 };
        Assert.Equal("""CsvData("a \"b\".csv", target: "it's", task: regression, validation: 0.25)""", data.ToString());
        Assert.Equal(data, Read<DataSource>(data.ToString()));
    }

    private static TSpec Read<TSpec>(string printed) where TSpec : Spec =>
        Spec.Parse(printed, (JsonTypeInfo<TSpec>)options.GetTypeInfo(typeof(TSpec)));

    /// <summary>A description with its required settings, and with some others changed.</summary>
    private static Spec Made(Type kind, PropertyInfo[] changed)
    {
        ConstructorInfo constructor = kind.GetConstructors().Single();
        Spec spec = (Spec)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType))]);
        foreach (PropertyInfo property in kind.GetProperties().Where(property => property.CanWrite))
            if (changed.Contains(property) || property.IsDefined(typeof(RequiredMemberAttribute)))
                property.SetValue(spec, Value(property.PropertyType));
        return spec;
    }

    /// <summary>Whether a setting has to be given, so that every description has it.</summary>
    private static bool IsGiven(Type kind, PropertyInfo setting) => setting.IsDefined(typeof(RequiredMemberAttribute))
        || kind.GetConstructors().Single().GetParameters().Any(parameter => parameter.Name == setting.Name);

    private static object Value(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Type known when known == typeof(string) => "x: \"y\", z)\n",
        Type known when known == typeof(bool) => true,
        Type known when known == typeof(int) => 17,
        Type known when known == typeof(ulong) => ulong.MaxValue,
        Type known when known == typeof(double) => -1.0 / 3,
        Type known when known == typeof(Size2d) => (Size2d)(2, 3),
        Type known when known == typeof(Shape) => Shape.Create([2, 3, 4]),
        Type known when known == typeof(ClassNames) => new ClassNames("it's \"x\"", "2"),
        Type known when known == typeof(Column) => new Column("it's \"x\""),
        Type known when known.IsEnum => Enum.ToObject(known, 1),
        Type known when known == typeof(IReadOnlyList<string>) => (string[])["a", "b, c"],
        Type known when known == typeof(IReadOnlyList<int>) => (int[])[3, -4],
        Type known when known == typeof(IReadOnlyList<double>) => (double[])[0.1, 1e-30],
        Type known when known == typeof(Layer) => new LeakyReLU(0.2),
        Type known when known == typeof(IReadOnlyList<Layer>) => (Layer[])[new Tanh(), new Linear(3) { Bias = false }],
        Type unknown => throw new NotSupportedException($"Say here what a {unknown} may be."),
    };
}
