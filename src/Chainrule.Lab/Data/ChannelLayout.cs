using System.Text.Json.Serialization;

namespace Chainrule.Lab.Data;

/// <summary>Where a file keeps the channels of a picture: networks take them first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelLayout>))]
public enum ChannelLayout
{
    /// <summary>Plane by plane: <c>[channels, height, width]</c>.</summary>
    [JsonStringEnumMemberName("channels_first")] ChannelsFirst,
    /// <summary>Pixel by pixel: <c>[height, width, channels]</c>.</summary>
    [JsonStringEnumMemberName("channels_last")] ChannelsLast,
}

/// <summary>The axes of pictures that are read in another shape.</summary>
internal static class Axes
{
    /// <summary>Whether numbers of one shape, read in the order that they are stored in, cannot be what the other shape says: it has the
    /// same axes in another order, so that rows, columns and channels would be mixed.</summary>
    /// <param name="stored">The shape of a sample as it is stored.</param>
    /// <param name="read">The shape in which it is read.</param>
    public static bool AreMixed(ReadOnlySpan<int> stored, ReadOnlySpan<int> read)
    {
        int[] from = Long(stored), to = Long(read);
        return !from.SequenceEqual(to) && from.Order().SequenceEqual(to.Order());
    }

    /// <summary>Those that hold more than one number, the only ones whose order matters.</summary>
    private static int[] Long(ReadOnlySpan<int> shape) => [.. shape.ToArray().Where(extent => extent != 1)];
}
