using System.ComponentModel.DataAnnotations;

namespace WeatherKd.TrainingJobs;

/// <summary>
/// How a student is trained. The defaults serve every data set; they were chosen on validation parts, never on a hold-out.
/// </summary>
public sealed record TrainingSettings
{
    /// <summary>Most epochs; early stopping usually ends sooner. Range 1–1000.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 30;

    /// <summary>Epochs without a better validation score after which training stops. Range 1–1000.</summary>
    [Range(1, 1000)]
    public int Patience { get; init; } = 5;

    /// <summary>
    /// Students of different seeds that are trained first, and whose mean the student learns besides the observations (ensemble
    /// distillation): three take five times as long. A warm start does without. With 1 the student is trained alone. Range 1–10.
    /// </summary>
    [Range(1, 10)]
    public int EnsembleSize { get; init; } = 1;

    /// <summary>What lies between a student's inputs and its heads. Default Lstm.</summary>
    public StudentArchitecture Architecture { get; init; } = StudentArchitecture.Lstm;

    /// <summary>Units of each layer. Range 4–1024.</summary>
    [Range(4, 1024)]
    public int HiddenSize { get; init; } = 64;

    /// <summary>
    /// Windows per step. With 0 the device decides: 64 on a CPU, 512 on a GPU. An epoch teaches the same, whatever it is. Range 0–65536.
    /// </summary>
    [Range(0, 65_536)]
    public int BatchSize { get; init; }

    /// <summary>
    /// Adam's peak step size with 64 windows a step; with more it is larger, with fewer smaller, by the square root. Range (0, 1].
    /// </summary>
    [Range(0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>
    /// Decoupled weight decay of a training part of one day; one of n days has an n-th of it, as a prior on the weights counts the less the
    /// more there is to learn from. Days and not windows, because windows of one day, at whatever station, show much the same weather. At
    /// least 0.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; init; } = 400;

    /// <summary>Share of activations dropped between layers. Range [0, 1).</summary>
    [Range(0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; } = 0.25;

    /// <summary>
    /// Share of the windows with a teacher that a guided student is shown a second time, without it, so that it also forecasts when a run
    /// is late or missing. Range [0, 1].
    /// </summary>
    [Range(0.0, 1.0)]
    public double HiddenTeacherShare { get; init; } = 1;

    /// <summary>Share of windows whose station is hidden, so that a station nobody trained on gets a forecast too. Range [0, 1).</summary>
    [Range(0, 1.0, MaximumIsExclusive = true)]
    public double HiddenStationShare { get; init; } = 0.05;

    /// <summary>
    /// Share of the squared error, at the start, in which a student that does not see the teacher learns from it instead of from the
    /// observation: everywhere in a distilled student, in the windows shown without it in a guided one. Range [0, 1]; 0 is no distillation.
    /// </summary>
    [Range(0.0, 1.0)]
    public double TeacherWeight { get; init; } = 0.7;

    /// <summary>Whether the student first learns from the teacher's own series. Default auto.</summary>
    public ArchiveUse Archive { get; init; } = ArchiveUse.Auto;

    /// <summary>
    /// Days after which a window counts half where the regression is fitted anew at the end of a training: it then follows a season, or a
    /// model that has changed. With 0 nothing is forgotten. Default 0, range 0–3650.
    /// </summary>
    [Range(0.0, 3650.0)]
    public double RegressionHalfLifeDays { get; init; }

    /// <summary>Largest norm of a step's gradient. Above 0.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double GradientClip { get; init; } = 1;

    /// <summary>Seed of weights, batch order and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where to train: <c>auto</c> (CUDA if there is any), <c>cpu</c> or <c>cuda</c>.</summary>
    [AllowedValues("auto", "cpu", "cuda")]
    public string Device { get; init; } = "auto";

    /// <summary>CPU threads, 0 to 1024; 0 chooses by measuring, and then two machines may not give the same student.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; } = 1;
}
