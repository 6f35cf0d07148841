namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>A table in the README that a run writes: between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.</summary>
internal static class ReadmeTable
{
    /// <summary>Puts a table in the place of the one before it.</summary>
    /// <exception cref="InvalidDataException">The README has no such markers.</exception>
    public static void Write(string name, string table)
    {
        var path = Path.Combine(HostProcess.RepositoryRoot(), "README.md");
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
