using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>How windows are cut and divided. Configuration section <c>Alignment</c>. Part of every dataset's id.</summary>
public sealed record AlignmentOptions : IValidatableObject
{
    /// <summary>Forecast origins lie on these hours of the day (UTC): every n hours from 00. Default 3, range 1–24.</summary>
    [Range(1, 24)]
    public int OriginEveryHours { get; set; } = 3;

    /// <summary>The hours of the day that <see cref="OriginEveryHours"/> means.</summary>
    [JsonIgnore]
    public OriginStep OriginStep => new(OriginEveryHours);

    /// <summary>Hours of history in a window, the origin's own included. Default 48, range 1–240.</summary>
    [Range(1, 240)]
    public int HistoryHours { get; set; } = 48;

    /// <summary>Hours forecast. Default 24, range 1–240.</summary>
    [Range(1, 240)]
    public int HorizonHours { get; set; } = 24;

    /// <summary>
    /// Hours from a run's start to its delivery, in training and serving alike. Default 0, as the reference protocol has it; range 0–48.
    /// </summary>
    [Range(0, 48)]
    public int DeliveryDelayHours { get; set; }

    /// <summary>
    /// Variables to forecast; null takes those that <c>variables.json</c> marks and that are observed. <c>wind_direction_10m</c> is
    /// forecast as the components <c>wind_u_10m</c> and <c>wind_v_10m</c>, and answered as a direction; <c>precipitation_probability</c> is
    /// learned from whether at least 0.1 mm fell.
    /// </summary>
    public IReadOnlyList<string>? Targets { get; set; }

    /// <summary>How origins are divided into training, validation and verification. Default production.</summary>
    public SplitProtocol Protocol { get; set; } = SplitProtocol.Production;

    /// <summary>Length of the recent window that production verifies on, in days. Default 30, range 1–365.</summary>
    [Range(1, 365)]
    public int VerificationDays { get; set; } = 30;

    /// <summary>Largest share of the origins that the recent window may take. Default 0.15, range 0.01–0.5.</summary>
    [Range(0.01, 0.5)]
    public double MaximumVerificationShare { get; set; } = 0.15;

    /// <summary>
    /// Share of the training origins, their last, that validation takes. Default 0.15, range 0–0.5; 0 leaves the validation part empty, for
    /// systems that have nothing to stop early.
    /// </summary>
    [Range(0, 0.5)]
    public double ValidationShare { get; set; } = 0.15;

    /// <summary>
    /// Most windows of a dataset; of more, every second, fourth, eighth … is kept, chosen by station and origin. Default 1,000,000, range
    /// 10,000–100,000,000: a window of 48 h and 24 h of six variables and three of the model takes 2.6 KB, in storage and at each reading
    /// of the trainer.
    /// </summary>
    [Range(10_000, 100_000_000)]
    public int MaximumWindows { get; set; } = 1_000_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => VariableNames.Unknown(Targets, nameof(Targets));
}

/// <summary>The two ways in which forecast origins are divided.</summary>
public enum SplitProtocol
{
    /// <summary>Verifies on a recent window and trains on all that ends 48 h before it.</summary>
    Production,

    /// <summary>Holds out the last 25 % of the origins, as the published reference scores do.</summary>
    Reference,
}
