namespace Chainrule.Outside.Tests.Models;

/// <summary>A program of fifteen lines trains in one process and predicts in another.</summary>
public sealed class OtherProcessTests
{
    [Fact]
    public void What_one_process_trained_another_one_predicts_with()
    {
        using Place place = new();
        string program = Path.Combine(AppContext.BaseDirectory, "Flowers.dll"), table = place.WriteFlowers();
        Assert.Equal("", place.Run(program, table, place["flowers.safetensors"]));
        File.Delete(table);
        string said = place.Run(program, place["flowers.safetensors"]).Trim();
        Assert.Equal(Model.Load(place["flowers.safetensors"]).Predict(6.2f, 2.6f, 4.4f, 1.5f).ToString(), said);
        Assert.Matches(@"^marsh, \d\d\.\d %$", said);
    }

    [Fact]
    public void The_program_has_at_most_fifteen_lines_and_no_usings()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Chainrule.Tests.Repository.Root, "tests", "Flowers", "Program.cs"));
        Assert.InRange(lines.Length, 1, 15);
        Assert.DoesNotContain(lines, line => line.StartsWith("using ", StringComparison.Ordinal));
    }
}
