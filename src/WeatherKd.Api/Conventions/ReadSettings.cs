using System.ComponentModel.DataAnnotations;

namespace WeatherKd.Api.Conventions;

/// <summary>Who may read under Azure Functions. Configuration section <c>Api</c>, beside the API's own settings.</summary>
public sealed class ReadSettings
{
    /// <summary>Whether reads need a function key. Default <c>Anonymous</c>.</summary>
    [AllowedValues("Anonymous", "Function")]
    public string ReadAuthorization { get; set; } = "Anonymous";
}
