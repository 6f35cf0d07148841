using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// A table in a document of the repository that a run writes: between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.
/// </summary>
internal static class DocumentTable
{
    /// <summary>Puts a table in the place of the one before it.</summary>
    /// <exception cref="InvalidDataException">The document has no such markers.</exception>
    public static void Write(string document, string name, string table)
    {
        var path = RepositoryRoot.Of("docs", document);
        var text = File.ReadAllText(path);
        var begin = $"<!-- {name} -->\n";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        var end = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new InvalidDataException($"{path} has no place for the table '{name}'.");
        }

        File.WriteAllText(path, text[..(start + begin.Length)] + table + "\n" + text[end..]);
    }
}
