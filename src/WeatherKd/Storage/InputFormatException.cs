namespace WeatherKd.Storage;

/// <summary>
/// A file, or a part of it, that cannot be read. It is written for the person who can mend the file: where it is wrong, what stands there
/// and what would be allowed.
/// </summary>
public sealed class InputFormatException : Exception
{
    /// <summary>An error in a file.</summary>
    /// <param name="message">One sentence: what is wrong and what is allowed.</param>
    /// <param name="inner">The error behind it.</param>
    public InputFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>1-based line of a text file; null where there is none.</summary>
    public long? Line { get; init; }

    /// <summary>Column of a table, by its header or 1-based number; null where there is none.</summary>
    public string? Column { get; init; }

    /// <summary>What stands there, shortened to 100 characters; null where nothing can be shown.</summary>
    public string? Given { get; init; }

    /// <summary>What is allowed there.</summary>
    public string? Allowed { get; init; }

    /// <summary>1-based message of a GRIB file; null elsewhere.</summary>
    public int? MessageNumber { get; init; }

    /// <summary>Offset in bytes from the start of a binary file; null elsewhere.</summary>
    public long? ByteOffset { get; init; }

    /// <summary>
    /// Whether the file itself is right and only does not fit what is around it, such as a station outside its grid: to be told, but no
    /// reason for quarantine.
    /// </summary>
    public bool FileIsSound { get; init; }

    /// <summary>The same error, of one of several files that arrived in an archive.</summary>
    public InputFormatException In(InputFile file) => Saying($"{file.Name[(file.Name.LastIndexOf('/') + 1)..]}: {Message}");

    /// <summary>The same error in other words, at the same place.</summary>
    public InputFormatException Saying(string message) => new(message, this)
    {
        Line = Line,
        Column = Column,
        Given = Given,
        Allowed = Allowed,
        MessageNumber = MessageNumber,
        ByteOffset = ByteOffset,
        FileIsSound = FileIsSound,
    };
}
