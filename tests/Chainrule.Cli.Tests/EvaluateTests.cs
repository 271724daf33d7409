using System.Text.Json.Nodes;

namespace Chainrule.Cli.Tests;

public class EvaluateTests(TrainedRun run)
{
    [Fact]
    public void It_measures_what_the_summary_says()
    {
        using Workplace place = new();
        JsonObject scores = JsonNode.Parse(place.Succeeds("evaluate", run.Folder, "--json").Results)!.AsObject();
        Assert.Equal(["train", "validation", "test"], scores.Select(part => part.Key));
        foreach ((string part, JsonNode? values) in scores) Assert.Equal($"{Runs.Summary(run.Folder)[part]}", $"{values}");
        string text = place.Succeeds("evaluate", run.Folder, "--threads", "1").Results;
        Assert.Matches(@"part +loss +accuracy\n─+\ntrain +\d", text);
    }

    [Fact]
    public void It_measures_on_the_data_of_another_recipe()
    {
        using Workplace place = new();
        place.Recipe("    validation: 0.2\n    scale: unit\n", "    scale: none\n");
        JsonObject scores = JsonNode.Parse(place.Succeeds("evaluate", run.Folder, "--data", "recipe.yaml", "--json").Results)!.AsObject();
        Assert.Equal(["train", "test"], scores.Select(part => part.Key));
        Assert.Equal($"{Runs.Summary(run.Folder)["test"]}", $"{scores["test"]}");
        place.Write("xor.yaml", Workplace.Small.Replace("digits:\n    validation: 0.2\n    scale: unit", "xor", StringComparison.Ordinal));
        place.Refuses(3, ["evaluate", run.Folder, "--data", "xor.yaml"], "holds inputs of 2, but the network takes 1×8×8");
    }

    [Fact]
    public void What_is_no_run_is_refused()
    {
        using Workplace place = new();
        place.Refuses(2, ["evaluate", "none"], "There is no run folder none.");
        Directory.CreateDirectory(place["empty"]);
        place.Refuses(2, ["evaluate", "empty"], "The folder empty holds no finished run: recipe.yaml is missing.");
        run.CopyTo(place);
        File.Delete(place["run/weights.safetensors"]);
        place.Refuses(2, ["evaluate", "run"], "weights.safetensors is missing. Finish it with train and --resume.");
    }

    [Fact]
    public void Damaged_weights_are_refused()
    {
        using Workplace place = new();
        run.CopyTo(place);
        place.Write("x.csv", string.Join(',', Enumerable.Repeat("1", 64)) + "\n");
        byte[] file = File.ReadAllBytes(place["run/weights.safetensors"]);
        string header = System.Text.Encoding.UTF8.GetString(file);
        foreach ((byte[] damaged, string message) in ((byte[], string)[])
            [(file[..^4], "cut off"), (file[..3], "no safetensors file"), ([.. file[..10], 0xFF, .. file[11..]], "damaged"),
                ([.. file.Select((value, i) => i == header.IndexOf("3.bias", StringComparison.Ordinal) ? (byte)'4' : value)],
                    "'3.bias' [10] is missing")])
        {
            place.Write("run/weights.safetensors", damaged);
            place.Refuses(3, ["evaluate", "run"], "run/weights.safetensors: ", message);
            place.Refuses(3, ["predict", "run", "--input", "x.csv"], "run/weights.safetensors: ", message);
        }
    }
}
