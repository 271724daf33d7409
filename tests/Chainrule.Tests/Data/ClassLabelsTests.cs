using Chainrule.Data;

namespace Chainrule.Tests.Data;

public sealed class ClassLabelsTests
{
    [Fact]
    public void Spellings_of_one_number_are_one_class_called_by_the_shortest()
    {
        ClassLabels labels = ClassLabels.Of(["0.0", "1", " 0", "00", "0", "1e0", "-0"]);
        Assert.Equal(["0", "1"], labels.Names);
        Assert.Equal([0, 1, 0, 0, 0, 1, 0], labels.Numbers);
        Assert.Empty(labels.Warnings("flowers"));
    }

    [Fact]
    public void Numbers_are_in_numerical_order_and_large_or_tiny_ones_stay_apart()
    {
        ClassLabels labels = ClassLabels.Of(["10", "9", "1e-40", "0", "12345678901234567891", "12345678901234567890", "-2"]);
        Assert.Equal(["-2", "0", "1e-40", "9", "10", "12345678901234567890", "12345678901234567891"], labels.Names);
        Assert.Equal([4, 3, 2, 1, 6, 5, 0], labels.Numbers);
    }

    [Fact]
    public void One_text_among_numbers_makes_them_all_texts()
    {
        ClassLabels labels = ClassLabels.Of(["0", "0.0", "none"]);
        Assert.Equal(["0", "0.0", "none"], labels.Names);
    }

    [Fact]
    public void Spellings_of_texts_that_hardly_differ_are_named_in_a_warning()
    {
        ClassLabels labels = ClassLabels.Of([">50K", ">50K.", "<=50K", "<= 50K", " >50k "]);
        Assert.Equal(5, labels.Names.Count);
        Assert.Equal(["The classes ' >50k ', '>50K', '>50K.' of 'adult.csv' differ only in case, blanks or a trailing point; "
            + "if they are one class, spell them alike.", "The classes '<= 50K', '<=50K' of 'adult.csv' differ only in case, blanks or "
            + "a trailing point; if they are one class, spell them alike."], labels.Warnings("adult.csv"));
    }

    [Theory]
    [InlineData("bee", "bee\u00a0")]
    [InlineData("bee", "\u200bbee")]
    [InlineData("bee", "bee\0")]
    public void Spellings_that_look_the_same_are_named_in_a_warning(string name, string other) =>
        Assert.Single(ClassLabels.Of([name, other, "fly"]).Warnings("insects.csv"));

    [Fact]
    public void A_number_with_a_null_character_is_a_text() => Assert.Equal(["1", "1\0"], ClassLabels.Of(["1", "1\0"]).Names);

    [Fact]
    public void Known_classes_are_matched_by_name_and_unknown_ones_are_none()
    {
        Assert.Equal([2, -1, 0], ClassLabels.Of(["wasp", "fly", "bee"], ["bee", "ant", "wasp"]).Numbers);
        Assert.Equal([1, 0, -1, -1], ClassLabels.Of(["1.0", "00", "2", "one"], ["0", "1"]).Numbers);
    }

    [Fact]
    public void Names_that_are_one_number_are_refused()
    {
        DataException error = Assert.Throws<DataException>(() => ClassLabels.Of(["0"], ["0", "1", "0.0"]));
        Assert.Equal("The class names '0' and '0.0' are one; expected a different name for each class.", error.Message);
    }

    [Fact]
    public void Classes_that_do_not_occur_are_called_by_numbers_that_are_left()
    {
        Assert.Equal(["-1", "0", "2", "3.0"], ClassLabels.AllOf(["-1", "2", "3.0"], 4, "y"));
        Assert.Equal(["3", "a", "2", "4"], ClassLabels.AllOf(["3", "a"], 4, "y"));
    }

    [Fact]
    public void Rows_with_two_spellings_of_a_number_are_of_one_class()
    {
        Dataset<float> data = Dataset.From(["0", "0.0", "1"], _ => [1f], label => label);
        Assert.Equal(["0", "1"], data.ClassNames);
        Assert.Equal([0, 0, 1], [data.Label(0), data.Label(1), data.Label(2)]);
    }

    [Fact]
    public void Rows_with_two_spellings_of_a_text_are_warned_of()
    {
        Dataset<float> data = Dataset.From(["bee", "Bee", "fly"], _ => [1f], label => label, "insects");
        Assert.Contains("'Bee', 'bee'", Assert.Single(data.Warnings), StringComparison.Ordinal);
        Assert.Equal(data.Warnings, data.Split(validation: 1).Scaled(Scaling.Standardize).Warnings);
    }
}
