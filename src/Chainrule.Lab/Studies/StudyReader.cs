using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies;

/// <summary>Reads studies as <see cref="RecipeReader"/> reads recipes: every mistake, those in the recipes of all arms included, is
/// reported with its place, all at once.</summary>
public static class StudyReader
{
    /// <summary>What messages call such a document.</summary>
    internal const string Noun = "study";

    /// <summary>Reads a file.</summary>
    /// <exception cref="DocumentException">The file, or a recipe that it names, cannot be read or holds mistakes.</exception>
    public static StudyDocument Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(DocumentFile.ReadText(path, Noun), path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The study.</param>
    /// <param name="file">What to call it in messages; its folder is where relative paths start.</param>
    /// <exception cref="DocumentException">The text, or a recipe that it names, holds mistakes.</exception>
    public static StudyDocument Parse(string yaml, string file = "study.yaml")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        DocumentNode node = YamlReader.Read(yaml, file, Noun);
        if (node is not MapNode map)
            throw new DocumentException(node.Mark, "",
                $"expected a study, which is a mapping with keys such as name, base, vary and claims, but got {node.Words}.");
        DocumentType type = StudyVocabulary.Study;
        DocumentNode root = Spelling.Canonical(map, type);
        DocumentChecker checker = new();
        JsonNode? json = checker.Check(root, type, "");
        if (checker.Problems.Count > 0) throw new DocumentException(checker.Problems);
        Study study = json.Deserialize(StudyVocabulary.Words.InfoOf<Study>())!;
        checker.Validate(new(root, type, ""), study);
        if (checker.Problems.Count > 0) throw new DocumentException(checker.Problems);

        StudyDocument document = new(study, file, checker.Fragments);
        Verify(checker, document, new(root, type, ""));
        if (checker.Problems.Count > 0) throw new DocumentException([.. checker.Problems.Distinct()]);
        return document;
    }

    /// <summary>Builds every arm, in full and quick, and compares claims, plots and tables with them.</summary>
    private static void Verify(DocumentChecker checker, StudyDocument document, DocumentPlace root)
    {
        for (int index = 0; index < document.Study.Questions().Count; index++)
        {
            DocumentPlace place = document.Study.Parts.Count > 0 ? root.Child("parts").Child($"{index}") : root;
            try
            {
                _ = document.Plan(index, quick: true);
                Verify(checker, document.Study.Questions()[index], document.Plan(index, quick: false), place);
            }
            catch (DocumentException error)
            {
                foreach (DocumentProblem problem in error.Problems)
                    checker.Report(new(problem.File, problem.Line, problem.Column), problem.Path, problem.Message);
            }
        }
    }

    private static void Verify(DocumentChecker checker, StudyPart part, PartPlan plan, DocumentPlace place)
    {
        for (int i = 0; i < part.Table.Count; i++)
            if (Measures.Problem(part.Table[i], plan.Arms) is { } problem) Report("table", i, null, problem);
        for (int i = 0; i < part.Claims.Count; i++)
            foreach ((string key, string problem) in part.Claims[i].Problems(plan)) Report("claims", i, key, problem);
        for (int i = 0; i < part.Plots.Count; i++)
            foreach ((string key, string problem) in part.Plots[i].Problems(plan)) Report("plots", i, key, problem);

        void Report(string list, int index, string? key, string problem)
        {
            DocumentPlace at = place.Child(list).Child($"{index}");
            if (key is not null) at = at.Child(key);
            checker.Report(at.Node.Mark, at.Path, problem);
        }
    }
}
