using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Tests.Kernels.Functions;

namespace Chainrule.Tests.Kernels;

/// <summary>The vector functions over all magnitudes: a million bit patterns, evenly spread over all there are, so that every exponent
/// comes with thousands of fractions. In single precision the reference is the double-precision function of the standard library, rounded
/// once; in double precision it is that function itself, which is off by less than one unit in the last place.</summary>
public class VectorMathTests
{
    // Odd, so that the low bits go through all their patterns.
    private const uint SingleStep = 4099;
    private const ulong DoubleStep = 0x0000_0fff_f000_1003;

    public static TheoryData<string, int, int> Functions => new()
    {
        // Units in the last place, in single and in double precision.
        { "exp", 1, 2 },
        { "expm1", 2, 3 },
        { "log", 1, 2 },
        { "log1p", 2, 3 },
        { "tanh", 2, 3 },
        { "sigmoid", 2, 3 },
        { "complement", 3, 4 },
        { "softplus", 2, 3 },
    };

    [Theory, MemberData(nameof(Functions))]
    public void They_are_right_to_the_last_places_over_all_magnitudes(string name, int single, int twice)
    {
        (int worstSingle, float atSingle) = SweepSingle(name);
        (long worstDouble, double atDouble) = SweepDouble(name);
        Assert.True(worstSingle <= single,
            $"{name}({atSingle:R}) is {worstSingle} units off in single precision, at most {single} expected.");
        Assert.True(worstDouble <= twice,
            $"{name}({atDouble:R}) is {worstDouble} units off in double precision, at most {twice} expected.");
    }

    private static (int, float) SweepSingle(string name)
    {
        int worst = 0;
        float at = 0;
        Span<float> x = stackalloc float[Vector<float>.Count];
        uint bits = 0;
        for (int n = (int)((1L << 32) / SingleStep / Vector<float>.Count); n > 0; n--)
        {
            for (int lane = 0; lane < x.Length; lane++, bits += SingleStep) x[lane] = BitConverter.UInt32BitsToSingle(bits);
            Vector<float> y = Apply(name, new Vector<float>(x));
            for (int lane = 0; lane < x.Length; lane++)
            {
                int distance = Distance(y[lane], (float)Reference(name, x[lane]), x[lane], name);
                if (distance > worst) (worst, at) = (distance, x[lane]);
            }
        }
        return (worst, at);
    }

    private static (long, double) SweepDouble(string name)
    {
        long worst = 0;
        double at = 0;
        Span<double> x = stackalloc double[Vector<double>.Count];
        ulong bits = 0;
        for (int n = (int)(ulong.MaxValue / DoubleStep / (ulong)Vector<double>.Count); n > 0; n--)
        {
            for (int lane = 0; lane < x.Length; lane++, bits += DoubleStep) x[lane] = BitConverter.UInt64BitsToDouble(bits);
            Vector<double> y = Apply(name, new Vector<double>(x));
            for (int lane = 0; lane < x.Length; lane++)
            {
                double expected = Reference(name, x[lane]);
                if (double.IsNaN(expected) && double.IsNaN(y[lane])) continue;
                long distance =
                    Math.Abs(Ordered(BitConverter.DoubleToInt64Bits(y[lane])) - Ordered(BitConverter.DoubleToInt64Bits(expected)));
                if (distance > worst) (worst, at) = (distance, x[lane]);
            }
        }
        return (worst, at);
    }

    private static int Distance(float actual, float expected, float x, string name)
    {
        if (float.IsNaN(expected) && float.IsNaN(actual)) return 0;
        Assert.True(float.IsNaN(expected) == float.IsNaN(actual), $"{name}({x:R}) is {actual}, expected {expected}.");
        return (int)Math.Abs(Ordered(BitConverter.SingleToInt32Bits(actual)) - Ordered(BitConverter.SingleToInt32Bits(expected)));
    }

    /// <summary>Bit patterns in the order of the numbers; both zeros are the same.</summary>
    private static long Ordered(int bits) => bits < 0 ? int.MinValue - (long)bits : bits;

    private static long Ordered(long bits) => bits < 0 ? long.MinValue - bits : bits;

    private static Vector<T> Apply<T>(string name, Vector<T> x) => name switch
    {
        "exp" => VectorMath.Exp(x),
        "expm1" => VectorMath.ExpM1(x),
        "log" => VectorMath.Log(x),
        "log1p" => VectorMath.Log1P(x),
        "tanh" => VectorMath.Tanh(x),
        "softplus" => VectorMath.Softplus(x),
        "complement" => Complement(x),
        _ => VectorMath.Sigmoid(x),
    };

    private static Vector<T> Complement<T>(Vector<T> x)
    {
        VectorMath.Sigmoid(x, out Vector<T> complement);
        return complement;
    }

    private static double Reference(string name, double x) => name switch
    {
        "exp" => Math.Exp(x),
        "expm1" => SpecialFunctions.ExpM1(x),
        "log" => Math.Log(x),
        "log1p" => SpecialFunctions.Log1P(x),
        "tanh" => Math.Tanh(x),
        "softplus" => SpecialFunctions.Softplus(x),
        "complement" => SpecialFunctions.Sigmoid(-x),
        _ => SpecialFunctions.Sigmoid(x),
    };
}
