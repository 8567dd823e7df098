namespace TrainingService.Contracts.Datasets;

/// <summary>How a dataset's files are written.</summary>
public enum DatasetFormat
{
    /// <summary>A table as text: comma-, tab-, semicolon- or otherwise separated values (also pairs of texts in two columns).</summary>
    Csv,

    /// <summary>Apache Parquet with flat columns.</summary>
    Parquet,

    /// <summary>LeCun's format of MNIST, plain or gzip: images and labels in files of their own.</summary>
    Idx,

    /// <summary>NumPy arrays: `.npy` (one array) or `.npz` (named arrays).</summary>
    Numpy,

    /// <summary>PNG, JPEG and WebP files in folders named by class, or with a table of labels beside them.</summary>
    Images,

    /// <summary>Images with boxes and, when there are segmentations, masks in COCO's JSON.</summary>
    Coco,

    /// <summary>Images with boxes (`Annotations/*.xml`) and masks (`SegmentationClass/*.png`) in the form of Pascal VOC.</summary>
    Voc,

    /// <summary>One JSON object per line.</summary>
    Jsonl,

    /// <summary>Plain text, one row per line: a corpus for language models.</summary>
    Text,

    /// <summary>Records of one label byte and the bytes of an image, channel after channel, as CIFAR-10 has them, plain or gzip.</summary>
    CifarBinary,
}
