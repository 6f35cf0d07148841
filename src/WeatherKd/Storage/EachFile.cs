using System.Runtime.CompilerServices;

namespace WeatherKd.Storage;

/// <summary>Reads the files of an archive one after the other, or the one that came alone.</summary>
internal static class EachFile
{
    /// <summary>
    /// Of an archive, a file that cannot be read is reported under its name and the others are used; alone, it is thrown.
    /// </summary>
    /// <typeparam name="T">What a file is read in.</typeparam>
    /// <param name="files">The files.</param>
    /// <param name="read">Reads one, and tells what of it cannot be used while the rest can.</param>
    /// <param name="report">Is told of everything that cannot be used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file came alone and cannot be read.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IReadOnlyList<InputFile> files,
        Func<InputFile, Action<InputFormatException>, IAsyncEnumerable<T>> read,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            Action<InputFormatException> told = files.Count > 1 ? e => report(e.In(file)) : report;
            await using var parts = Opened(file, told).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync(parts, told))
            {
                yield return parts.Current;
            }
        }

        // Opening is part of reading: what fails there fails at the first step, where it is reported.
        async IAsyncEnumerable<T> Opened(InputFile file, Action<InputFormatException> told)
        {
            await foreach (var part in read(file, told).WithCancellation(cancellationToken))
            {
                yield return part;
            }
        }

        async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<T> parts, Action<InputFormatException> told)
        {
            try
            {
                return await parts.MoveNextAsync();
            }
            catch (InputFormatException e) when (files.Count > 1)
            {
                told(e);
                return false;
            }
        }
    }
}
