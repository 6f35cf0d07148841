namespace WeatherKd.NetCdf.Variables;

/// <summary>
/// A NetCDF file, or a variable of one, that is damaged, breaks the CF conventions, or uses a part of the format that is not read. The
/// message names
/// what was found and what is allowed.
/// </summary>
public sealed class NetCdfFormatException : Exception
{
    /// <summary>An error in a file.</summary>
    /// <param name="message">One sentence: what is wrong, what was found, what is allowed.</param>
    /// <param name="inner">The error behind it; null where there is none.</param>
    public NetCdfFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Name of the variable that cannot be used; null where the fault is the file's.</summary>
    public string? Variable { get; init; }

    /// <summary>Offset from the start of the file, in bytes; null where it is not known.</summary>
    public long? ByteOffset { get; init; }

    /// <summary>What the file says there, such as a unit; null where nothing can be shown.</summary>
    public string? Given { get; init; }

    /// <summary>What it could say instead; null where that is not a list.</summary>
    public string? Allowed { get; init; }
}
