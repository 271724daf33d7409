using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class IdentityTests
{
    [Fact]
    public void It_hands_values_and_gradients_on()
    {
        LayerRun<float> run = new LayerRun<float>(new Identity(), [2, 3]).Forward().Backward();
        Assert.Equal(run.X, run.Y);
        Assert.Equal(run.Dy, run.Dx);
        Assert.Equal([2, 3], run.Compiled.OutputShape.ToArray());
        Assert.True(run.Compiled.IsReshape);
    }
}
