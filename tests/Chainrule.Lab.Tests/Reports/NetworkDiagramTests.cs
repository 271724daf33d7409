using System.Globalization;
using System.Xml.Linq;
using Chainrule.Lab.Reports;
using Chainrule.Layers;

namespace Chainrule.Lab.Tests.Reports;

public class NetworkDiagramTests
{
    [Fact]
    public void Branches_are_drawn_side_by_side_under_their_names()
    {
        NetworkSummary network = NetworkSummary.Of(Network.Build<float>([18],
        [
            new ParallelSlices(
            [
                new Slice("image", [1, 4, 4], [new Conv2d(2), new ReLU(), new Flatten()]),
                new Slice("numbers", [2], [new Linear(3), new Concat([new Linear(1), new Residual([new Tanh()])])]),
            ]),
            new Linear(2),
        ]));
        XElement[] drawn = [.. XDocument.Parse(new NetworkDiagram { Title = "t", Network = network }.ToSvg()).Descendants()];
        XElement image = Text("image"), numbers = Text("numbers"), left = Text("Conv2d(2)"), right = Text("Linear(3)");
        Assert.Equal((Number(image, "y"), Number(left, "y")), (Number(numbers, "y"), Number(right, "y")));
        Assert.True(Number(left, "x") < Number(right, "x"));
        Assert.True(Number(image, "y") < Number(left, "y"));
        // Whatever is drawn lies within the picture, and boxes have a width.
        Assert.All(drawn.Where(element => element.Name.LocalName == "rect" && element.Attribute("x") is not null), box =>
        {
            Assert.True(Number(box, "x") >= 0 && Number(box, "width") >= 0);
            Assert.True(Number(box, "x") + Number(box, "width") <= 460);
        });
        Assert.Contains("Conv2d(2) to 2×2×2", new NetworkDiagram { Title = "t", Network = network }.Alt, StringComparison.Ordinal);

        XElement Text(string text) => drawn.Single(element => element.Name.LocalName == "text" && element.Value == text);
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
