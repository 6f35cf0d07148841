namespace WeatherKd.Grib2.Reading;

/// <summary>What a scan of the headers of a file found.</summary>
internal sealed class FileContents
{
    public List<Grib2Field> Fields { get; } = [];

    public List<Grib2FormatException> Problems { get; } = [];

    public List<ByteRange> Skipped { get; } = [];

    public int MessageCount { get; set; }
}
