namespace Chainrule.Data;

/// <summary>What a row of data is labelled with: its class, or the values to predict. Nobody writes this type: a text, an enum, a truth
/// value, a whole number, a number or an array of numbers becomes one where <see cref="Dataset.From{TRow}"/> asks for a label.</summary>
public readonly struct Target
{
    private Target(object? content) => Content = content;

    /// <summary>A string, an enum, a bool, a long, or a double[].</summary>
    internal object? Content { get; }

    /// <summary>The class with this name.</summary>
    public static implicit operator Target(string? name) => new(name);

    /// <summary>The class with this name.</summary>
    public static implicit operator Target(char name) => new(name.ToString());

    /// <summary>The class with the name of an enum's value.</summary>
    public static implicit operator Target(Enum? value) => new(value);

    /// <summary>The class <c>False</c>, which is 0, or <c>True</c>, which is 1.</summary>
    public static implicit operator Target(bool value) => new(value);

    /// <summary>The class with this number, from 0.</summary>
    public static implicit operator Target(long number) => new(number);

    /// <summary>The class with this number, from 0.</summary>
    public static implicit operator Target(uint number) => new((long)number);

    /// <summary>The class with this number, from 0.</summary>
    public static implicit operator Target(ulong number) => new((long)Math.Min(number, long.MaxValue));

    /// <summary>A value to predict.</summary>
    public static implicit operator Target(double value) => new((double[])[value]);

    /// <summary>Values to predict.</summary>
    public static implicit operator Target(float[]? values) =>
        new(values is null ? null : Array.ConvertAll(values, value => (double)value));

    /// <summary>Values to predict.</summary>
    public static implicit operator Target(double[]? values) => new(values?.Clone());
}
