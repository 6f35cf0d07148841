namespace WeatherKd.TestSupport;

/// <summary>The checkout that these tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>Its full path, without a separator at the end.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside of the checkout that they were built in.</exception>
    public static string Path { get; } = Find();

    /// <summary>The path of a file or folder in it, which need not exist.</summary>
    public static string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "WeatherKd.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run outside of the checkout that they were built in.");
    }
}
