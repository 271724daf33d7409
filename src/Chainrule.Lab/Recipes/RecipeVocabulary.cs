using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Lab.Recipes;

/// <summary>What a recipe may hold.</summary>
internal static class RecipeVocabulary
{
    /// <summary>The types of recipes; made at the first question.</summary>
    public static Vocabulary Words { get; } = new Vocabulary(RecipeJson.Default).AddLibrary().AddData();

    /// <summary>A recipe as a whole.</summary>
    public static DocumentType Recipe { get; } = Words.Of<Recipe>();

    /// <summary>Adds what the library describes: layers, losses and the like, with their values.</summary>
    public static Vocabulary AddLibrary(this Vocabulary words) => words
        .AddFamily<Initializer>().AddFamily<Layer>().AddFamily<Loss>().AddFamily<Optimizer>().AddFamily<Schedule>().AddFamily<Metric>()
        .AddValue<BatchSize>("a whole number of at least 1, or 'all'",
            """{"anyOf":[{"type":"integer","minimum":1},{"const":"all"}]}""")
        .AddValue<CheckpointInterval>("a whole number of epochs from 1, or seconds such as 30s",
            """{"anyOf":[{"type":"integer","minimum":1},{"type":"string","pattern":"^[0-9]+(\\.[0-9]+)?s$"}]}""")
        .AddValue<Size2d>("a whole number of at least 1, or two of them as [height, width]",
            """
            {"anyOf":[{"type":"integer","minimum":1},
            {"type":"array","items":{"type":"integer","minimum":1},"minItems":2,"maxItems":2}]}
            """)
        .AddValue<Shape>("a whole number of at least 1, or a list of them such as [channels, height, width]",
            """
            {"anyOf":[{"type":"integer","minimum":1},
            {"type":"array","items":{"type":"integer","minimum":1},"minItems":1}]}
            """)
        .AddValue<Padding>("valid, same, or a whole number of at least 0",
            """{"anyOf":[{"enum":["valid","same"]},{"type":"integer","minimum":0}]}""");
}
