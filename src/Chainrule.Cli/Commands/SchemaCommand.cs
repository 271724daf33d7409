using System.CommandLine;
using Chainrule.Lab.Recipes;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create(Output output)
    {
        Command command = new("schema", CommonOptions.WithExample("Prints the JSON Schema of recipes, for editors.", "chainrule schema > recipe.schema.json"));
        command.SetAction(_ =>
        {
            output.Results.WriteLine(RecipeSchema.Generate());
            return ExitCode.Success;
        });
        return command;
    }
}
