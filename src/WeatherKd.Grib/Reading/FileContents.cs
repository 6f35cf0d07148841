namespace WeatherKd.Grib.Reading;

/// <summary>What a scan of the headers of a file found.</summary>
internal sealed class FileContents
{
    public List<FieldSections> Fields { get; } = [];

    public List<GribFormatException> Problems { get; } = [];

    public List<ByteRange> Skipped { get; } = [];

    public int MessageCount { get; set; }
}
