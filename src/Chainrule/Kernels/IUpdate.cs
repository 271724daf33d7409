using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>The update rule of an optimizer, for as many neighbouring weights as fit a vector: what
/// <c>CompiledOptimizer.Apply</c> takes.</summary>
/// <remarks>Each lane is one weight and does not see the others. A weight's new bits depend neither on its place nor on the width of the
/// vectors, as long as the same operations compute every lane.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IUpdate<T>
{
    /// <summary>Changes the weights and their state.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="g">Their gradients.</param>
    /// <param name="first">Their elements of the first state buffer; meaningless where the optimizer has none.</param>
    /// <param name="second">Their elements of the second one.</param>
    /// <param name="third">Their elements of the third one.</param>
    void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third);
}
