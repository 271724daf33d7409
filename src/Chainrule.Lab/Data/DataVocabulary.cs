using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Data;

/// <summary>What a document that names data may hold.</summary>
internal static class DataVocabulary
{
    /// <summary>Adds the data sources with their values.</summary>
    public static Vocabulary AddData(this Vocabulary words) => words
        .AddConverter(new ScalingConverter())
        .AddFamily<DataSource>()
        .AddValue<ClassNames>("a list of at least two names, or a whole number from 2 to 1000000",
            """
            {"anyOf":[{"type":"integer","minimum":2,"maximum":1000000},
            {"type":"array","items":{"anyOf":[{"type":"string","minLength":1},{"type":"number"}]},"minItems":2}]}
            """)
        .AddValue<Column>("the name of a column, or its number from 0",
            """{"anyOf":[{"type":"string","minLength":1},{"type":"integer","minimum":0}]}""");
}
