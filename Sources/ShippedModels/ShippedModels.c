#include "ShippedModels.h"

// #embed is C23; clang has it in every mode and only mentions that.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char iris_embedding[] = {
#embed "../../Models/iris-embedding.onnx"
};

static const unsigned char iris_gabor[] = {
#embed "../../Models/iris-gabor.onnx"
};

const unsigned char *shipped_model_iris_embedding(void) { return iris_embedding; }

size_t shipped_model_iris_embedding_size(void) { return sizeof iris_embedding; }

const unsigned char *shipped_model_iris_gabor(void) { return iris_gabor; }

size_t shipped_model_iris_gabor_size(void) { return sizeof iris_gabor; }
