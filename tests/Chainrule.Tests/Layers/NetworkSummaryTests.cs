using System.Globalization;
using Chainrule.Initializers;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class NetworkSummaryTests
{
    private static readonly Layer[] layers =
    [
        new ParallelSlices(
        [
            new Slice("image", [1, 28, 28], [new Conv2d(8), new ReLU(), new MaxPool2d(2), new Flatten()]),
            new Slice("age and weight", [2], [new Linear(16) { Bias = false }]),
        ]),
        new Concat([new Linear(20), new Sequential([new Linear(4), new Residual([new Tanh()])])]),
        new Linear(10) { Initializer = new Normal(0.00123), BiasInitializer = new LecunNormal() },
    ];

    private const string Table =
        """
                  layer                                                           output   parameters   operations
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────
                  input                                                              786
        0         ParallelSlices                                                    1368          112      108,224
        0.0       image: Sequential                                                 1352           80      108,160
        0.0.0     Conv2d(8)                                                      8×26×26           80       97,344
        0.0.1     ReLU()                                                         8×26×26            0        5,408
        0.0.2     MaxPool2d(2)                                                   8×13×13            0        5,408
        0.0.3     Flatten()                                                         1352            0            0
        0.1       age and weight: Sequential                                          16           32           64
        0.1.0     Linear(16, bias: false)                                             16           32           64
        1         Concat                                                              24       32,856       65,672
        1.0       Linear(20)                                                          20       27,380       54,720
        1.1       Sequential                                                           4        5,476       10,952
        1.1.0     Linear(4)                                                            4        5,476       10,944
        1.1.1     Residual                                                             4            0            8
        1.1.1.0   Tanh()                                                               4            0            4
        2         Linear(10, initializer: Normal(0.00123), bias_initializer: …        10          250          480
                  total                                                                        33,218      174,376
        """;

    [Fact]
    public void A_network_prints_as_a_table()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = german;
            Network<float> network = Network.Build<float>([786], layers);
            Assert.Equal(Table.ReplaceLineEndings(), $"{network}");
            Assert.Equal(Table.ReplaceLineEndings(), NetworkSummary.Of(Network.Build<double>([786], layers)).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Printing_takes_little_memory()
    {
        Network<float> network = Network.Build<float>([4096], [new Linear(1024), new ReLU(), new Linear(1024)]);
        _ = network.ToString();
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = network.ToString();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }
}
