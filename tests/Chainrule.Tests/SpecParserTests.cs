using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests;

/// <summary>What printed descriptions may look like, and what is said where one does not. That all kinds read back is in the
/// contracts.</summary>
public class SpecParserTests
{
    [Theory]
    [InlineData("Linear(units: 64)", "Linear(64)")]
    [InlineData(" Linear (\n 64 ,bias : true )\n", "Linear(64)")]
    [InlineData("Conv2d(4, kernel: 3×3, padding: valid)", "Conv2d(4)")]
    [InlineData("Conv2d(4, kernel: [3, 5])", "Conv2d(4, kernel: 3×5)")]
    [InlineData("MaxPool2d(2, stride: null)", "MaxPool2d(2)")]
    [InlineData("Linear(4, initializer: null)", "Linear(4)")]
    [InlineData("Sequential(layers: [ReLU()])", "Sequential(ReLU())")]
    [InlineData("Sequential()", "Sequential()")]
    [InlineData("Dropout(5e-1)", "Dropout(0.5)")]
    public void There_is_more_than_one_way_to_say_it(string text, string printed) => Assert.Equal(printed, Layer.Parse(text).ToString());

    [Fact]
    public void What_is_left_out_is_as_by_default()
    {
        Assert.Equal(new Conv2d(4) { Stride = 2 }, Layer.Parse("Conv2d(4, stride: 2)"));
        Assert.Equal(new Adam { Beta2 = 0.9 }, Optimizer.Parse("Adam(beta2: 0.9)"));
        Assert.Equal(new LinearDecay(), Schedule.Parse("LinearDecay()"));
        Assert.Equal(new Sequential([new Linear(2) { BiasInitializer = new Normal() }]),
            Layer.Parse("Sequential(Linear(2, bias_initializer: Normal()))"));
        Assert.Equal(new TrainingOptions { Epochs = 3 }, TrainingOptions.Parse("TrainingOptions(epochs: 3)"));
        Assert.Equal(new EarlyStopping { Patience = 2 }, EarlyStopping.Parse("EarlyStopping(patience: 2)"));
    }

    public static TheoryData<Spec> Options => new()
    {
        new TrainingOptions
        {
            Steps = 1000, BatchSize = BatchSize.All, Shuffle = false, ClipNorm = 1.0 / 3, EvaluateEvery = 2, CheckpointEvery = 7,
            EarlyStopping = new EarlyStopping { Metric = "train_\"ä\"\\\t😀", Patience = 4, MinDelta = 1e-300 },
        },
        new TrainingOptions { CheckpointEvery = CheckpointInterval.OfSeconds(1.0 / 3) },
        new TrainingOptions { BatchSize = 1, CheckpointEvery = CheckpointInterval.OfSeconds(10) },
        new EarlyStopping { Metric = "", Patience = -1 },
    };

    [Theory, MemberData(nameof(Options))]
    public void Options_of_a_training_read_back(Spec options) => Assert.Equal(options, options is EarlyStopping
        ? EarlyStopping.Parse(options.ToString())
        : TrainingOptions.Parse(options.ToString()));

    [Theory]
    [InlineData("", 0, "expected a layer, such as Linear(…).")]
    [InlineData("Liner(64)", 0, "unknown layer 'Liner'; did you mean 'Linear'? Valid names: Linear, Conv2d, MaxPool2d,")]
    [InlineData("Sequential(ReLU(), Adam())", 19, "unknown layer 'Adam'. Valid names: Linear,")]
    [InlineData("Linear(64, initializer: HeNorm())", 24,
        "unknown initializer 'HeNorm'; did you mean 'HeNormal'? Valid names: Zeros, ConstantValue,")]
    [InlineData("Linear(64, bais: false)", 11,
        "Linear has no setting 'bais'; did you mean 'bias'? Valid settings: units, bias, initializer, bias_initializer.")]
    [InlineData("Linear(64, biasInitializer: Zeros())", 11, "Linear has no setting 'biasInitializer'; did you mean 'bias_initializer'?")]
    [InlineData("Linear", 6, "expected '(' after Linear.")]
    [InlineData("Linear(64", 9, "expected ',' or ')' after an argument of Linear.")]
    [InlineData("Linear(64,", 10, "expected another argument of Linear after the comma.")]
    [InlineData("Linear(64, )", 11, "expected another argument of Linear after the comma.")]
    [InlineData("Linear(64))", 10, "nothing is expected after the description.")]
    [InlineData("Linear()", 7, "Linear needs units: a whole number.")]
    [InlineData("Linear(6.5)", 7, "expected a whole number.")]
    [InlineData("Linear(99999999999)", 7, "expected a whole number.")]
    [InlineData("Linear(\"64\")", 7, "expected a whole number.")]
    [InlineData("Linear(null)", 7, "expected a whole number.")]
    [InlineData("Linear(64, 32)", 11, "Linear takes 1 argument without a name; name the others, as in bias_initializer: ….")]
    [InlineData("Linear(64, bias: no)", 17, "expected true or false.")]
    [InlineData("Linear(64, units: 3)", 11, "'units' of Linear is said twice.")]
    [InlineData("Linear(bias: true, 64)", 19, "expected the name of a setting with ':', since a named one comes before it.")]
    [InlineData("Dropout(0,5)", 10, "Dropout takes 1 argument without a name")]
    [InlineData("ReLU(1)", 5, "ReLU takes no arguments without a name; its settings: none.")]
    [InlineData("Conv2d(4, kernel: 0)", 18, "expected a whole number of at least 1, or [height, width], but got")]
    [InlineData("Conv2d(4, kernel: [3, x])", 18, "expected a whole number of at least 1, or [height, width].")]
    [InlineData("Conv2d(4, kernel: [3, 5)", 23, "expected ',' or ']' after an item of a list.")]
    [InlineData("Conv2d(4, padding: sane)", 19, "expected valid, same or a whole number of at least 0, but got \"sane\".")]
    [InlineData("Sequential(ReLU(), null)", 19, "unknown layer 'null'")]
    public void A_mistake_is_named_with_its_place(string text, int position, string problem)
    {
        SpecFormatException error = Assert.Throws<SpecFormatException>(() => Layer.Parse(text));
        Assert.Equal(position, error.Position);
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
        Assert.EndsWith(error.Problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_shows_the_place()
    {
        Assert.StartsWith("at character 12, 'bais: false)': Linear has",
            Assert.Throws<SpecFormatException>(() => Layer.Parse("Linear(64, bais: false)")).Message, StringComparison.Ordinal);
        Assert.StartsWith("at the end of the text, after character 6: expected",
            Assert.Throws<SpecFormatException>(() => Layer.Parse("Linear")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_must_be_one_of_those_there_are() => Assert.Equal("expected one of mean, sum.",
        Assert.Throws<SpecFormatException>(() => Loss.Parse("CrossEntropy(reduction: average)")).Problem);

    [Fact]
    public void A_text_needs_its_quotes()
    {
        Assert.Equal("expected a text in quotes.",
            Assert.Throws<SpecFormatException>(() => EarlyStopping.Parse("EarlyStopping(metric: loss, patience: 1)")).Problem);
        Assert.Equal("the quote that ends this text is missing.",
            Assert.Throws<SpecFormatException>(() => EarlyStopping.Parse("EarlyStopping(metric: \"loss")).Problem);
    }

    [Fact]
    public void Depth_has_a_limit_that_is_named()
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat("Sequential(", levels)) + new string(')', levels);
        Assert.Equal(Nested(30), Layer.Parse(Nested(30)).ToString());
        Assert.Equal("descriptions may be nested 30 deep, not deeper.",
            Assert.Throws<SpecFormatException>(() => Layer.Parse(Nested(31))).Problem);
        Assert.Throws<SpecFormatException>(() => Layer.Parse(Nested(100_000)));
    }

    [Fact]
    public void A_record_of_ones_own_reads_back_with_its_type()
    {
        Swish swish = new(1.5, [1, -2]) { Names = ["a, \"b\")", "c"], Around = new ReLU(), Size = (2, 3) };
        Assert.Equal("""Swish(1.5, 1, -2, names: ["a, \"b\")", "c"], around: ReLU(), size: 2×3)""", swish.ToString());
        Assert.Equal(swish.ToString(), Spec.Parse(swish.ToString(), Metadata<Swish>()).ToString());
        Assert.Equal("Swish(2)", Spec.Parse("Swish(2)", Metadata<Swish>()).ToString());
        Assert.Equal("Swish needs beta: a number.",
            Assert.Throws<SpecFormatException>(() => Spec.Parse("Swish()", Metadata<Swish>())).Problem);
    }

    [Fact]
    public void A_kind_of_ones_own_can_join_a_family()
    {
        JsonTypeInfo<Layer> layers = Metadata<Layer>(info =>
        {
            if (info.Type == typeof(Layer)) info.PolymorphismOptions!.DerivedTypes.Add(new JsonDerivedType(typeof(Swish), "swish"));
        });
        Sequential sequential = new([new Linear(3), new Swish(2, []) { Around = new Tanh() }]);
        Assert.Equal(sequential.ToString(), Spec.Parse(sequential.ToString(), layers).ToString());
        Assert.Throws<SpecFormatException>(() => Layer.Parse(sequential.ToString()));
    }

    [Fact]
    public void Metadata_with_other_names_is_refused() => Assert.Throws<ArgumentException>(() =>
        Spec.Parse("Linear(3)", (JsonTypeInfo<Layer>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Layer))));

    private static JsonTypeInfo<TSpec> Metadata<TSpec>(Action<JsonTypeInfo>? change = null)
    {
        DefaultJsonTypeInfoResolver resolver = new();
        if (change is not null) resolver.Modifiers.Add(change);
        JsonSerializerOptions options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = resolver };
        return (JsonTypeInfo<TSpec>)options.GetTypeInfo(typeof(TSpec));
    }

    /// <summary>A layer of a user.</summary>
    private sealed record Swish(double Beta, IReadOnlyList<int> Powers) : Layer
    {
        public IReadOnlyList<string> Names { get; init; } = ["none"];

        public Layer? Around { get; init; }

        public Size2d? Size { get; init; }

        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => throw new NotSupportedException();
    }
}
