using WeatherKd.Grib.Edition1;
using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;
using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Reading;

/// <summary>What the sections of a message say about one of its fields, and where its data lie.</summary>
internal sealed class FieldSections
{
    /// <summary>The file, for the data and the bitmap.</summary>
    public required ByteSource Source { get; init; }

    /// <summary>1-based number of the message in the file.</summary>
    public required int MessageNumber { get; init; }

    /// <summary>1-based number of the field in its message.</summary>
    public required int NumberInMessage { get; init; }

    /// <summary>Where the message lies in the file.</summary>
    public required ByteRange Message { get; init; }

    /// <summary>Code table 0.0.</summary>
    public required int Discipline { get; init; }

    public required Identification Identification { get; init; }

    public required Grid Grid { get; init; }

    public required Product Product { get; init; }

    public required Packing Packing { get; init; }

    /// <summary>Where the bitmap lies in the file; null where every point has a value.</summary>
    public required ByteRange? Bitmap { get; init; }

    /// <summary>Where the sections lie, by their number; null for those that the message does not have.</summary>
    public required IReadOnlyList<ByteRange?> Sections { get; init; }

    /// <summary>What is said in edition 1's own numbers; null in edition 2.</summary>
    public Edition1Numbers? Edition1 { get; init; }

    /// <summary>The packed values: section 7 without its five octets of header; in edition 1 section 4 without its header.</summary>
    public required ByteRange Data { get; init; }
}
