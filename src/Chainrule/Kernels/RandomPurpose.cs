namespace Chainrule.Kernels;

/// <summary>What random numbers are drawn for. Two purposes never share a number.</summary>
public enum RandomPurpose
{
    /// <summary>Initial weights; the first index counts the parameters.</summary>
    Initializer = 1,
    /// <summary>The order of samples; the first index is the epoch.</summary>
    Shuffle = 2,
    /// <summary>Which samples go to which part.</summary>
    Split = 3,
    /// <summary>Dropout masks; the indices are the step and the layer.</summary>
    Dropout = 4,
    /// <summary>Generated data; the first index counts the generator's streams.</summary>
    Generator = 5,
    /// <summary>Values made up for a gradient check.</summary>
    GradientCheck = 6,
    /// <summary>Changes of a batch before it is trained on; the first index is the step.</summary>
    Transform = 7,
    /// <summary>Batches that a program makes; the first index is the step.</summary>
    Batch = 8,
}
