namespace WeatherKd.TestSupport;

/// <summary>
/// The folder of real observations, forecasts and GRIB2 files that lies beside a checkout on the
/// project's own machines (<c>../shared/data</c>). It may not be redistributed, so most machines lack it:
/// tests that need it call <see cref="Require"/> and are skipped, with the reason, where it is absent.
/// </summary>
internal static class RealDataFolder
{
    /// <summary>The path of a file or folder below the real data, or a skipped test where it does not exist.</summary>
    public static string Require(params string[] parts)
    {
        var path = RepositoryRoot.Of(["..", "shared", "data", .. parts]);
        Assert.SkipUnless(System.IO.Path.Exists(path), $"needs the real data set {string.Join('/', parts)}, which is not on this machine");
        return path;
    }
}
