using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Tests.Documents;

public class YamlReaderTests
{
    [Fact]
    public void Every_value_has_its_place()
    {
        MapNode map = Assert.IsType<MapNode>(YamlReader.Read("a: 1\nb:\n  - x\n  - {c: null}\n", "f.yaml", "study"));
        Assert.Equal((Mark[])[new("f.yaml", 1, 1), new("f.yaml", 2, 1)], map.Entries.Select(entry => entry.Mark));
        ListNode list = Assert.IsType<ListNode>(map.Find("b")!.Value);
        Assert.Equal((Mark[])[new("f.yaml", 3, 5), new("f.yaml", 4, 5)], list.Items.Select(item => item.Mark));
        Assert.Equal(ScalarKind.Null, Assert.IsType<ScalarNode>(Assert.IsType<MapNode>(list.Items[1]).Find("c")!.Value).Kind);
    }

    [Fact]
    public void An_alias_is_the_value_that_it_names()
    {
        MapNode map = Assert.IsType<MapNode>(YamlReader.Read("a: &it [1, 2]\nb: *it\n", "f.yaml", "study"));
        Assert.Same(map.Find("a")!.Value, map.Find("b")!.Value);
    }

    [Theory]
    [InlineData("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; a study is one document.")]
    [InlineData("a: \u0007", "f.yaml:1:4: the control character U+0007 appears here; a study is plain text.")]
    [InlineData("a: !foo x", "f.yaml:1:4: the tag '!foo' means nothing in a study; only !!str, !!seq and !!map may be used.")]
    [InlineData("a: *b", "f.yaml:1:4: there is no anchor '&b' before this alias.")]
    [InlineData("[a]: 1", "f.yaml:1:1: a key is a single word, but here it is a list.")]
    public void Mistakes_name_the_place_and_what_is_read(string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<DocumentException>(() => YamlReader.Read(text, "f.yaml", "study")).Message);

    [Theory]
    [InlineData("", nameof(ScalarKind.Null))]
    [InlineData("~", nameof(ScalarKind.Null))]
    [InlineData("no", nameof(ScalarKind.Text))]
    [InlineData("True", nameof(ScalarKind.Boolean))]
    [InlineData("-0", nameof(ScalarKind.Whole))]
    [InlineData("0o17", nameof(ScalarKind.Whole))]
    [InlineData("0xfF", nameof(ScalarKind.Whole))]
    [InlineData(".5", nameof(ScalarKind.Real))]
    [InlineData("1e3", nameof(ScalarKind.Real))]
    [InlineData("-.inf", nameof(ScalarKind.Real))]
    [InlineData("1_000", nameof(ScalarKind.Text))]
    [InlineData("0x", nameof(ScalarKind.Text))]
    public void Plain_words_are_what_the_core_schema_says(string text, string kind) =>
        Assert.Equal(kind, CoreSchema.Resolve(text).ToString());
}
