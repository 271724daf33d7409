using System.Text.Json.Serialization;

namespace Chainrule.Data;

/// <summary>What targets are: classes to tell apart, or values to predict.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningTask>))]
public enum LearningTask
{
    /// <summary>Seen from the targets.</summary>
    [JsonStringEnumMemberName("auto")] Auto,
    /// <summary>Classes.</summary>
    [JsonStringEnumMemberName("classes")] Classes,
    /// <summary>Values to predict.</summary>
    [JsonStringEnumMemberName("regression")] Regression,
}
