namespace WeatherKd.Storage;

/// <summary>The formats in which files of one kind arrive.</summary>
/// <typeparam name="T">The kind's interface of a format.</typeparam>
/// <param name="kind">The kind for people, e.g. <c>observation</c>.</param>
/// <param name="all">All of them.</param>
public abstract class FileFormats<T>(string kind, IReadOnlyList<T> all)
    where T : class, IFileFormat
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<T> All { get; } = all;

    /// <summary>The format of a file; null where none recognises it.</summary>
    public T? Find(InputFile file) => All.FirstOrDefault(format => format.Recognises(file));

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputFormatException">No format recognises it; the message lists them.</exception>
    public T Detect(InputFile file) => Find(file) ?? throw UnknownContent.Error(file, kind, All.Select(f => f.Name));

    /// <summary>
    /// Reads all files of an archive, or the one that came alone, each in its own format. Of an archive, a file that cannot be read is
    /// reported and the others are used.
    /// </summary>
    /// <typeparam name="TPart">What a file is read in.</typeparam>
    /// <param name="files">The files.</param>
    /// <param name="found">Receives the format of each.</param>
    /// <param name="read">Reads a file in its format, and tells what of it cannot be used while the rest can.</param>
    /// <param name="report">Is told of everything that cannot be used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file came alone and cannot be read.</exception>
    protected IAsyncEnumerable<TPart> ReadEachAsync<TPart>(
        IReadOnlyList<InputFile> files,
        Action<T> found,
        Func<T, InputFile, Action<InputFormatException>, IAsyncEnumerable<TPart>> read,
        Action<InputFormatException> report,
        CancellationToken cancellationToken)
    {
        return EachFile.ReadAsync(files, Read, report, cancellationToken);

        IAsyncEnumerable<TPart> Read(InputFile file, Action<InputFormatException> told)
        {
            var format = Detect(file);
            found(format);
            return read(format, file, told);
        }
    }
}
