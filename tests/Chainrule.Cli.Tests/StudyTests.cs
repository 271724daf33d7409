using System.Diagnostics;

namespace Chainrule.Cli.Tests;

/// <summary>Studies as the tool runs them.</summary>
public class StudyTests
{
    private const string Study = """
        name: digits
        title: Two networks on the embedded digits
        base: recipe.yaml
        set: { training.epochs: 40 }
        quick: { repeat: 1, set: { training.epochs: 1 } }
        repeat: 3
        vary:
          - { axis: units, path: model.1.units, values: [4, 32] }
        plots: [{ curves: { measure: train_loss, with: validation_loss } }, confusion]
        claims:
          - order: { says: more units are better, measure: test_accuracy, ascending: ["4", "32"] }
          - bound: { says: nothing is perfect, measure: test_accuracy, at_least: 1 }
        """;

    [Fact]
    public void Killed_half_way_and_started_again_a_study_gives_the_same_report()
    {
        using Workplace place = Place();
        Outcome whole = place.Succeeds("study", "study.yaml", "--out", "whole");
        Assert.Contains("holds          more units are better", whole.Results);
        Assert.Contains("does not hold  nothing is perfect", whole.Results);
        Assert.Contains("digits  6/6  ", whole.Messages);

        int kills = 0;
        for (int finished = 1; finished <= 3; finished += 2)
        {
            Process process = place.Start("study", "study.yaml", "--out", "killed", "--quiet");
            SpinWait.SpinUntil(() => process.HasExited || Finished(place) >= finished, TimeSpan.FromSeconds(60));
            if (!process.HasExited) kills++;
            process.Kill();
            Workplace.Finish(process);
        }
        Assert.True(kills > 0, "The study was done before it could be killed.");
        Assert.False(File.Exists(place["killed/report.html"]));
        Assert.InRange(Finished(place), 1, 5);
        place.Succeeds("study", "study.yaml", "--out", "killed", "--quiet");
        foreach (string file in (string[])["report.html", "report.md"])
            Assert.Equal(Timeless(place[$"whole/{file}"]), Timeless(place[$"killed/{file}"]));
        foreach (string file in Directory.GetFiles(place["whole/report-figures"]))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(place[$"killed/report-figures/{Path.GetFileName(file)}"]));
        Runs.AssertSame(place["whole/runs/digits/32/3"], place["killed/runs/digits/32/3"]);
    }

    [Fact]
    public void A_mistake_in_a_study_ends_with_its_place()
    {
        using Workplace place = Place();
        place.Write("bad.yaml",
            Study.Replace("measure: test_accuracy, ascending", "measure: tset_accuracy, ascending", StringComparison.Ordinal));
        place.Refuses(2, ["study", "bad.yaml"],
            "bad.yaml:11:52: claims.0.order.measure: there is no measure 'tset_accuracy'; did you mean 'test_accuracy'?");
        place.Refuses(2, ["study", "missing.yaml"], "missing.yaml: there is no such file");
        place.Refuses(2, ["study", "study.yaml", "--only", "digit"], "has no part 'digit'; did you mean 'digits'?");
    }

    [Fact]
    public void The_lab_runs_the_studies_that_are_named_and_reports_them_together()
    {
        using Workplace place = Place();
        Directory.CreateDirectory(place["studies"]);
        foreach (string name in (string[])["one", "two", "three"])
            place.Write($"studies/{name}.yaml", Study.Replace("name: digits", $"name: {name}", StringComparison.Ordinal)
                .Replace("base: recipe.yaml", "base: ../recipe.yaml", StringComparison.Ordinal));
        Outcome outcome = place.Succeeds("lab", "one", "--only", "two", "--quick", "--quiet", "--out", "lab");
        Assert.Contains("(quick: fewer repeats and epochs)", outcome.Results);
        string page = File.ReadAllText(place["lab/report.md"]);
        Assert.Contains("2 studies, 2 questions, 4 runs.", page);
        Assert.Contains("Quick: fewer repeats and epochs", page);
        Assert.Contains("# Claims that do not hold", page);
        Assert.True(Directory.Exists(place["lab/runs/one"]) && Directory.Exists(place["lab/runs/two"])
            && !Directory.Exists(place["lab/runs/three"]));
        place.Refuses(2, ["lab", "tow"], "There is no study 'tow'; did you mean 'two'?");
        place.Refuses(2, ["lab", "--studies", "nowhere"], "There is no folder nowhere with studies");
    }

    [Fact]
    public void Its_schema_is_printed_on_request()
    {
        using Workplace place = Place();
        Assert.Contains("Chainrule study", place.Succeeds("schema", "--study").Results);
    }

    private static Workplace Place()
    {
        Workplace place = new();
        place.Recipe();
        place.Write("study.yaml", Study);
        return place;
    }

    private static int Finished(Workplace place) =>
        Directory.Exists(place["killed"]) ? Directory.GetFiles(place["killed"], "report.html", SearchOption.AllDirectories).Length : 0;

    private static string Timeless(string file) =>
        string.Join('\n', File.ReadAllLines(file).Where(line => !line.Contains("Time: ", StringComparison.Ordinal)));
}
