using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule info</c>.</summary>
internal static class InfoCommand
{
    public static Command Create(Output output)
    {
        Option<string?> data = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("info", CommonOptions.WithExample("Shows the version, the instruction set, the threads and the data folder.",
            "chainrule info")) { data, json };
        command.SetAction(parsed =>
        {
            Information info = new(Installation.Version, RuntimeInformation.FrameworkDescription,
                $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
                Installation.InstructionSet, Environment.ProcessorCount, Path.GetFullPath(CommonOptions.FindData(parsed.GetValue(data))));
            if (parsed.GetValue(json)) output.Results.WriteLine(JsonSerializer.Serialize(info, CliJson.Default.Information));
            else
                output.Results.WriteLine($"""
                    chainrule     {info.Version}
                    runtime       {info.Runtime}
                    system        {info.System}
                    instructions  {info.InstructionSet}
                    threads       {info.Processors}
                    data          {info.DataDirectory}
                    """);
            return ExitCode.Success;
        });
        return command;
    }
}
