using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Tests.Documents;
using Chainrule.Lab.Tests.Recipes;

namespace Chainrule.Lab.Tests.Studies;

public class ShippedStudiesTests
{
    private static readonly string folder = Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "studies");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_six() => Assert.Equal(["a", "b", "c", "d", "e", "f"], Files.Select(row => row.Data.Split('-')[0]));

    [Theory, MemberData(nameof(Files))]
    public void Every_question_has_an_answer_to_look_at_and_a_claim(string file)
    {
        StudyDocument document = StudyReader.Read(Path.Combine(folder, file));
        Assert.Equal(Path.GetFileNameWithoutExtension(file), document.Study.Name);
        Assert.NotNull(document.Study.Title);
        Assert.All(document.Study.Questions(), part =>
        {
            Assert.NotNull(part.Question);
            Assert.NotNull(part.Teaches);
            Assert.NotEmpty(part.Plots);
            Assert.NotEmpty(part.Claims);
        });
    }

    [Theory, MemberData(nameof(Files))]
    public void Quick_is_quicker(string file)
    {
        StudyDocument document = StudyReader.Read(Path.Combine(folder, file));
        long Epochs(bool quick) =>
            document.Plan(quick).Sum(plan => plan.Arms.Sum(arm => (long)plan.Repeat * arm.Document.Recipe.Training.Epochs!.Value));
        Assert.InRange(Epochs(quick: true), 1, Epochs(quick: false) / 2);
    }

    [Theory, MemberData(nameof(Files))]
    public void The_schema_accepts_it(string file)
    {
        SchemaValidator schema = new(StudySchema.Generate());
        JsonNode? json = SchemaValidator.ToJson(YamlReader.Read(File.ReadAllText(Path.Combine(folder, file)), file, "study"));
        Assert.True(schema.IsValid(json));
        json!["nmae"] = "x";
        Assert.False(schema.IsValid(json));
    }

    [Fact]
    public void The_schema_describes_every_key_of_studies()
    {
        JsonObject schema = StudySchema.Generate();
        Assert.All(StudyVocabulary.Words.Of<Study>().Members, member => Assert.NotNull(schema["properties"]![member.Name]!["description"]));
        foreach (Type family in (Type[])[typeof(Lab.Studies.Claims.Claim), typeof(Lab.Studies.Figures.Figure)])
            Assert.All(StudyVocabulary.Words.Of(family).Kinds.Values, kind =>
            {
                Assert.NotNull(kind.Description);
                Assert.All(kind.Members, member => Assert.NotNull(member.Description));
            });
    }
}
