using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>The name of a numerical model: the first folder of its files' blob names, e.g. <c>kma</c> in <c>kma/2021-01.csv</c>.</summary>
public static class ModelName
{
    /// <summary>The model of files that lie in no folder.</summary>
    public const string Default = "default";

    /// <summary>The model of a file.</summary>
    /// <exception cref="InputFormatException">
    /// The folder's name cannot be a model's; the alphabet is that of station ids, for the same reason.
    /// </exception>
    public static string OfBlob(string blobName)
    {
        var slash = blobName.IndexOf('/');
        var name = slash < 0 ? Default : blobName[..slash];
        return Station.IsValidId(name)
            ? name
            : throw new InputFormatException(
                "The folder that names the model has a name with other than 1 to 64 letters, digits, '-', '_' or '.'.");
    }
}
