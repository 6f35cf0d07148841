namespace WeatherKd.Storage;

/// <summary>How the bytes of a file are packed.</summary>
internal enum Packing
{
    /// <summary>Not at all, or in a way that is not looked through.</summary>
    None,

    /// <summary>gzip (RFC 1952), of one member or several.</summary>
    GZip,

    /// <summary>bzip2, of one stream or several.</summary>
    BZip2,

    /// <summary>Zstandard (RFC 8878), of one frame or several.</summary>
    Zstandard,

    /// <summary>xz (.xz file format 1.2), of one stream or several.</summary>
    Xz,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>An Excel workbook, a zip archive of its own kind (.xlsx) or a compound file (.xls).</summary>
    Workbook,
}
