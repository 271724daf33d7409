using System.Diagnostics;

namespace Chainrule.Outside.Tests.Training;

public sealed class ResumeTests
{
    [Fact]
    public void A_program_that_is_killed_again_and_again_ends_with_the_weights_of_one_that_is_not()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string whole = Directory.CreateDirectory(Path.Combine(folder, "whole")).FullName,
                killed = Directory.CreateDirectory(Path.Combine(folder, "killed")).FullName;
            string expected = Finish(whole, out string begin);
            Assert.Equal("from step 0", begin);
            Random random = new(1);
            HashSet<string> begins = [];
            for (int kill = 0; kill < 6; kill++)
            {
                using Process program = KilledTraining.Start(killed);
                begins.Add(program.StandardOutput.ReadLine()!);
                // It gets on by a checkpoint at least, and is killed at any moment after it, perhaps while it writes the next one.
                string checkpoint = Path.Combine(killed, "checkpoint");
                DateTime last = File.GetLastWriteTimeUtc(checkpoint);
                while (!program.HasExited && File.GetLastWriteTimeUtc(checkpoint) == last) Thread.Sleep(1);
                Thread.Sleep(random.Next(60));
                program.Kill();
                program.WaitForExit();
            }
            Assert.Equal(expected, Finish(killed, out begin));
            begins.Add(begin);
            Assert.InRange(begins.Count, 3, 7);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Finish(string folder, out string begin)
    {
        using Process program = KilledTraining.Start(folder);
        begin = program.StandardOutput.ReadLine()!;
        string end = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
        return end;
    }
}
