namespace WeatherKd.Feeds.Content;

/// <summary>What a part must be, as far as its bytes tell.</summary>
public enum ContentKind
{
    /// <summary>GRIB messages, one after the other, each whole.</summary>
    Grib,

    /// <summary>One bzip2 stream, whole.</summary>
    Bzip2,

    /// <summary>Text that is no web page.</summary>
    Text,

    /// <summary>Whatever comes, web pages aside.</summary>
    Any,
}
