namespace WeatherKd.TrainingJobs;

/// <summary>How a student uses its teacher.</summary>
public enum StudentVariant
{
    /// <summary>No teacher at all: the paper's LSTM auto-encoder alone.</summary>
    Standalone,

    /// <summary>The paper's distillation: the teacher appears in the loss only.</summary>
    Distilled,

    /// <summary>The network also reads the teacher's forecast and learns a correction to the de-biased teacher. The default.</summary>
    Guided,
}
