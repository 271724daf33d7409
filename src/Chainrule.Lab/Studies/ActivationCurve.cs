using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies;

/// <summary>An activation as a function with its derivative, computed by the layer itself.</summary>
internal static class ActivationCurve
{
    /// <summary>Values and slopes at some points: what the layer's forward pass gives, and its backward pass for a gradient of ones.</summary>
    public static (double[] Values, double[] Slopes) Of(Layer activation, double[] x, bool single = false) => single ? Of<float>(activation, x) : Of<double>(activation, x);

    private static (double[] Values, double[] Slopes) Of<T>(Layer activation, double[] points) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network.Build<T>([points.Length], [activation]);
        Workspace<T> workspace = network.CreateWorkspace(1);
        T[] x = Array.ConvertAll(points, T.CreateTruncating), ones = new T[x.Length], slopes = new T[x.Length];
        ones.AsSpan().Fill(T.One);
        T[] values = network.Forward(workspace, x, training: false, seed: 0, step: 0, Team.Single).ToArray();
        network.Backward(workspace, x, ones, slopes);
        return (Array.ConvertAll(values, double.CreateTruncating), Array.ConvertAll(slopes, double.CreateTruncating));
    }
}
