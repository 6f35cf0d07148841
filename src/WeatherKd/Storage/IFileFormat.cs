namespace WeatherKd.Storage;

/// <summary>What tells the files of one format from those of the others.</summary>
public interface IFileFormat
{
    /// <summary>Name for people and logs, e.g. <c>station CSV</c> or <c>GRIB</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether a file is of this format, judged by its content, not its name. Two formats must not both say yes to one file.
    /// </summary>
    bool Recognises(InputFile file);
}
