namespace Chainrule.Inspection;

/// <summary>What is measured of a network while it trains.</summary>
public enum Statistic
{
    /// <summary>The loss on the probe.</summary>
    Loss,
    /// <summary>The mean of a layer's outputs.</summary>
    ActivationMean,
    /// <summary>The standard deviation of a layer's outputs, over units and samples alike.</summary>
    ActivationSpread,
    /// <summary>The share of a rectifier's units that are 0 for every sample of the probe. A unit of a convolution is a channel.</summary>
    DeadUnits,
    /// <summary>The share of the outputs of a bounded activation that lie within 2 % of its range of one of its limits.</summary>
    Saturation,
    /// <summary>The Euclidean norm of a parameter's gradient on the batch of the step, before any clipping.</summary>
    GradientNorm,
    /// <summary>The Euclidean norm of a parameter before the update.</summary>
    WeightNorm,
    /// <summary>‖Δw‖/‖w‖: the norm of a parameter's update over that of the parameter before it. There is none where the latter is
    /// 0.</summary>
    UpdateRatio,
}

/// <summary>A number measured at a step.</summary>
/// <param name="Step">The step, counted from 1.</param>
/// <param name="Of">The path of the layer (<c>3</c>, <c>3.0</c>) or the name of the parameter (<c>3.weight</c>); empty for the whole
/// network.</param>
/// <param name="Statistic">What was measured.</param>
/// <param name="Value">The number.</param>
public readonly record struct Measurement(long Step, string Of, Statistic Statistic, double Value);
