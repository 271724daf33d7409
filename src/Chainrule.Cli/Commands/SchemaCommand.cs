using System.CommandLine;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create(Output output)
    {
        Option<bool> study = new("--study") { Description = "The schema of studies, in place of that of recipes." };
        Command command = new("schema", CommonOptions.WithExample("Prints the JSON Schema of recipes, or of studies, for editors.",
            "chainrule schema > recipe.schema.json", "chainrule schema --study > study.schema.json"))
        { study };
        command.SetAction(parsed =>
        {
            output.Results.WriteLine(parsed.GetValue(study) ? StudySchema.Generate() : RecipeSchema.Generate());
            return ExitCode.Success;
        });
        return command;
    }
}
