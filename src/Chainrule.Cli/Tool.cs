using System.CommandLine;
using System.CommandLine.Parsing;
using Chainrule.Cli.Commands;
using Chainrule.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli;

/// <summary>The <c>chainrule</c> command.</summary>
internal static class Tool
{
    /// <summary>Runs a command line and returns its exit status. No exception leaves this method.</summary>
    public static async Task<int> RunAsync(string[] args, Output output, CancellationToken cancellation)
    {
        ParseResult parsed = Root(output).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors) output.Messages.WriteLine(error.Message);
            output.Messages.WriteLine($"Try: chainrule {string.Join(' ', Path(parsed.CommandResult))} --help");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output.Results,
                Error = output.Messages,
            }, cancellation);
        }
        catch (Exception e)
        {
            return Failed(e, output);
        }
    }

    private static RootCommand Root(Output output) =>
        new("Trains neural networks whose backpropagation is proved. See recipes/ for what to train.")
        {
            TrainCommand.Create(output),
            EvaluateCommand.Create(output),
            PredictCommand.Create(output),
            DescribeCommand.Create(output),
            GradcheckCommand.Create(output),
            DataCommand.Create(output),
            SchemaCommand.Create(output),
            InfoCommand.Create(output),
        };

    private static int Failed(Exception error, Output output)
    {
        (int code, string message) = error switch
        {
            RecipeException or RunFolderException or SpecException or ShapeException => (ExitCode.Usage, error.Message),
            DataException => (ExitCode.Data, error.Message),
            OperationCanceledException => (ExitCode.Cancelled, "Cancelled."),
            IOException or UnauthorizedAccessException => (ExitCode.Data, error.Message),
            OutOfMemoryException => (ExitCode.Failure, "There is not enough memory for this network and batch size."),
            _ => (ExitCode.Failure, $"This should not have happened: {error.GetType().Name}: {error.Message} Please report it with the command and the recipe."),
        };
        output.Messages.WriteLine(message);
        return code;
    }

    private static List<string> Path(CommandResult result)
    {
        List<string> names = [];
        for (SymbolResult? at = result; at is CommandResult { Command: not RootCommand } command; at = at.Parent) names.Insert(0, command.Command.Name);
        return names;
    }
}
