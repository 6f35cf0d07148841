using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>What all kinds of second-order packing have in common.</summary>
internal sealed class SecondOrderHeader
{
    public required LinearScale Scale { get; init; }

    /// <summary>Whose rows some kinds follow.</summary>
    public required Grid Grid { get; init; }

    /// <summary>Whether a bitmap leaves points out.</summary>
    public required bool HasBitmap { get; init; }

    /// <summary>Bits of a group's reference, the first-order value: octet 11.</summary>
    public required int ReferenceBits { get; init; }

    /// <summary>Number of groups: octets 17 and 18, which ECMWF continues in octet 21.</summary>
    public required int Groups { get; init; }

    /// <summary>Number of second-order values: octets 19 and 20. Of more than 65535 the upper bits are lost.</summary>
    public required int CodedValues { get; init; }

    /// <summary>Whether every second row is stored backwards.</summary>
    public required bool IsBoustrophedonic { get; init; }
}
