using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Report;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Studies;

/// <summary>A study that takes a second.</summary>
internal static class SmallStudy
{
    public const string Small = """
        name: small
        title: Small networks on XOR
        base:
          name: points
          data: { xor: { validation: 4 } }
          initializer: { normal: 1 }
          model: [{ linear: 8 }, sigmoid, { linear: 1 }, sigmoid]
          loss: mean_squared_error
          optimizer: { sgd: 0.5 }
          training: { epochs: 300, batch_size: all }
          metrics: [accuracy]
        repeat: 3
        vary:
          - axis: activation
            values:
              sigmoid: {}
              none: { model.1: identity, model.3: identity, optimizer: { sgd: 1000 } }
        plots:
          - samples: { among: [sigmoid] }
          - curves: { measure: train_loss, with: validation_loss }
          - bars: train_accuracy
          - predictions
          - surface
          - saturation: { among: [sigmoid] }
          - activations: [sigmoid, tanh]
          - confusion: { among: [sigmoid] }
          - weights
          - network
          - epochs
        claims:
          - diverges: { says: without an activation it diverges, among: [none] }
          - bound: { says: it learns, measure: train_accuracy, among: [sigmoid], at_least: 0.5 }
        """;

    public static StudyOptions Options(TemporaryFolder folder, string name, IProgress<StudyProgress>? progress = null, int threads = 2) =>
        new() { Folder = folder[name], DataDirectory = folder["data"], Progress = progress, Threads = threads };

    /// <summary>The report's files but for the lines that tell times.</summary>
    public static Dictionary<string, string> ReportOf(TemporaryFolder folder, string name, StudyResults results)
    {
        ReportFiles.Write(folder[name], "report", "Small", StudyPage.Of(results));
        return Directory.GetFiles(folder[name], "report.*").Concat(Directory.GetFiles(folder[$"{name}/report-figures"])).ToDictionary(
            file => Path.GetFileName(file)!, file =>
                string.Join('\n', File.ReadAllLines(file).Where(line => !line.Contains("Time: ", StringComparison.Ordinal))));
    }
}
