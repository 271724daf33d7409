using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Studies;

/// <summary>Reads studies as <see cref="RecipeReader"/> reads recipes: every mistake, those in the recipes of all arms included, is reported with
/// its place, all at once.</summary>
public static class StudyReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="RecipeException">The file, or a recipe that it names, cannot be read or holds mistakes.</exception>
    public static StudyDocument Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(RecipeReader.ReadText(path), path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The study.</param>
    /// <param name="file">What to call it in messages; its folder is where relative paths start.</param>
    /// <exception cref="RecipeException">The text, or a recipe that it names, holds mistakes.</exception>
    public static StudyDocument Parse(string yaml, string file = "study.yaml")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        RecipeNode node = YamlReader.Read(yaml, file);
        if (node is not MapNode map)
            throw new RecipeException(node.Mark, "", $"expected a study, which is a mapping with keys such as name, base, vary and claims, but got {node.Words}.");
        RecipeType type = RecipeType.Of(typeof(Study));
        RecipeNode root = Spelling.Canonical(map, type);
        RecipeChecker checker = new();
        JsonNode? json = checker.Check(root, type, "");
        if (checker.Problems.Count > 0) throw new RecipeException(checker.Problems);
        Study study = json.Deserialize(RecipeMetadata.Of<Study>())!;
        RecipeReader.Validate(checker, new(root, type, ""), study);
        if (checker.Problems.Count > 0) throw new RecipeException(checker.Problems);

        StudyDocument document = new(study, file, checker.Fragments);
        Verify(checker, document, new(root, type, ""));
        if (checker.Problems.Count > 0) throw new RecipeException([.. checker.Problems.Distinct()]);
        return document;
    }

    /// <summary>Builds every arm, in full and quick, and compares claims, plots and tables with them.</summary>
    private static void Verify(RecipeChecker checker, StudyDocument document, RecipePlace root)
    {
        for (int index = 0; index < document.Study.Questions().Count; index++)
        {
            RecipePlace place = document.Study.Parts.Count > 0 ? root.Child("parts").Child($"{index}") : root;
            try
            {
                _ = document.Plan(index, quick: true);
                Verify(checker, document.Plan(index, quick: false), place);
            }
            catch (RecipeException error)
            {
                foreach (RecipeProblem problem in error.Problems) checker.Report(new(problem.File, problem.Line, problem.Column), problem.Path, problem.Message);
            }
        }
    }

    private static void Verify(RecipeChecker checker, PartPlan plan, RecipePlace place)
    {
        for (int i = 0; i < plan.Part.Table.Count; i++)
            if (Measures.Problem(plan.Part.Table[i], plan.Arms) is { } problem) Report("table", i, null, problem);
        for (int i = 0; i < plan.Part.Claims.Count; i++)
            foreach ((string key, string problem) in plan.Part.Claims[i].Problems(plan)) Report("claims", i, key, problem);
        for (int i = 0; i < plan.Part.Plots.Count; i++)
            foreach ((string key, string problem) in plan.Part.Plots[i].Problems(plan)) Report("plots", i, key, problem);

        void Report(string list, int index, string? key, string problem)
        {
            RecipePlace at = place.Child(list).Child($"{index}");
            if (key is not null) at = at.Child(key);
            checker.Report(at.Node.Mark, at.Path, problem);
        }
    }
}
