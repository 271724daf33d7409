using System.Globalization;
using System.Text;
using Chainrule.Layers;

namespace Chainrule.Tests.Contracts;

/// <summary>What prints reads back, whatever the settings; and what is no printed form is refused, never in another way than
/// promised.</summary>
public class PrintedFormTests
{
    private const string Signs = "(),:[]\"\\×.-+ 0123456789eEabcdnullLinearReLU\n\t\0äß\ud83d";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_descriptions_read_back_under_any_culture(int seed)
    {
        RandomSpecs specs = new(seed);
        foreach (CultureInfo culture in (CultureInfo[])[CultureInfo.InvariantCulture, German])
            Under(culture, () =>
            {
                for (int i = 0; i < 500; i++)
                {
                    Spec spec = specs.Any();
                    string printed = spec.ToString();
                    Spec again = Subjects.Parse(Subjects.KindOf(spec), printed);
                    Assert.True(spec.Equals(again), $"{printed} reads back as {again}.");
                    Assert.Equal(printed, again.ToString());
                }
            });
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Spoiled_texts_are_read_or_refused(int seed)
    {
        RandomSpecs specs = new(seed);
        (int read, int refused) = (0, 0);
        for (int i = 0; i < 1500; i++)
        {
            Spec spec = specs.Any();
            string spoiled = Spoiled(spec.ToString(), specs);
            try
            {
                // What is read is a description like others.
                Spec again = Subjects.Parse(Subjects.KindOf(spec), spoiled);
                Assert.Equal(again, Subjects.Parse(Subjects.KindOf(spec), again.ToString()));
                read++;
            }
            catch (SpecFormatException e)
            {
                Assert.InRange(e.Position, 0, spoiled.Length);
                Assert.NotEmpty(e.Problem);
                refused++;
            }
        }
        Assert.True(read > 0 && refused > read, $"{read} were read and {refused} refused.");
    }

    [Fact]
    public void Numbers_that_are_not_finite_print_but_are_not_read()
    {
        foreach (double number in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            string printed = new LeakyReLU(number).ToString();
            Assert.Equal($"LeakyReLU({number.ToString(CultureInfo.InvariantCulture)})", printed);
            Assert.Equal("expected a number.", Assert.Throws<SpecFormatException>(() => Layer.Parse(printed)).Problem);
        }
    }

    /// <summary>Numbers as in German.</summary>
    private static CultureInfo German
    {
        get
        {
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
            return culture;
        }
    }

    private static void Under(CultureInfo culture, Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The text with one to three characters or pieces left out, put in, doubled or cut off.</summary>
    private static string Spoiled(string text, RandomSpecs random)
    {
        StringBuilder spoiled = new(text);
        for (int i = random.Below(3); i >= 0; i--)
        {
            int at = random.Below(spoiled.Length + 1), length = Math.Min(random.Below(6), spoiled.Length - at);
            switch (random.Below(4))
            {
                case 0: spoiled.Remove(at, length); break;
                case 1: spoiled.Insert(at, Signs[random.Below(Signs.Length)]); break;
                case 2: spoiled.Insert(at, spoiled.ToString(at, length)); break;
                default: spoiled.Length = at; break;
            }
        }
        return spoiled.ToString();
    }
}
